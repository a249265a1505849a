/** What every form says, whatever it is about. */
export const forms = {
  working: 'Working…',
  required: 'Fill this in.',
  halfFilledIn: 'Fill this in completely, or leave it empty.',
  unsure: 'It may have been done or not: look before you do it again.',
  typeName: (name: string) => `Type the name “${name}” to confirm`,
  notTheName: (name: string) => `That is not “${name}”. Type it as it stands here.`,
  shownOnce: 'It is shown this once and cannot be shown again.',
  keepIt: 'Keep it now where your platform keeps its secrets.',
  copyByHand: 'This browser keeps scripts from the clipboard. Mark the text and copy it.',
  notCopied: 'You have not copied it yet. Once this is closed, nobody can show it again.',
  kept: 'I have kept it',
  closeUncopied: 'Close without copying',
};
