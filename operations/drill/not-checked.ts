/** What a step needs is not there. The record says so, and the drill goes on. */
export class NotChecked extends Error {}
