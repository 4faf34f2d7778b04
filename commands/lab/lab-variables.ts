/** Environment variables of every command of the lab. */
export const LAB_VARIABLES = {
  LAB_DIR: "the lab's folder: new, empty, or made by a lab; `down` removes the whole folder",
  BREAK_GLASS_CACHE: "folder of the built programs",
  "LAB_PORTS=any": "avoids the usual ports",
};
