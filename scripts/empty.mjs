// Stands in for the Node-only packages that the platform SDK names but never calls in a browser.
export default {};
