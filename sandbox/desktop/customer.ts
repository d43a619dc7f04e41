/** Made-up facts that fit the name, the same each time. There is no phone or card number among them. */
export interface CustomerFacts {
  since: string;
  segment: string;
  account: string;
  lastContact: string;
  invoice: string;
  amount: string;
}

const SEGMENTS = ['Private', 'Business', 'Private, premium'];
const CONTACTS = ['Question about an invoice', 'Change of address', 'New contract', 'Complaint, settled'];

export function customerFacts(name: string): CustomerFacts {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
  return {
    since: String(2009 + (sum % 15)),
    segment: pick(SEGMENTS, sum),
    account: `AC-${String(sum).padStart(6, '0')}`,
    lastContact: `${pick(CONTACTS, sum >> 3)}, ${2 + (sum % 9)} weeks ago`,
    invoice: `INV-${20_000 + (sum % 9999)}`,
    amount: `€ ${(24 + (sum % 410) + (sum % 100) / 100).toFixed(2)}`,
  };
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] ?? '';
}
