// Stands in for axios, which the platform SDK imports and, given another HTTP client, never calls.
export default {};
