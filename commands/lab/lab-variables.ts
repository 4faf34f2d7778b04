/** Environment variables of every command of the lab. */
export const LAB_VARIABLES = {
  LAB_DIR: "the lab's folder: new, empty, or a lab's; `down` removes it as a whole",
  BREAK_GLASS_CACHE: "folder of the programs that were built",
  "LAB_PORTS=any": "keeps away from the usual ports",
};
