/** By this name, a global, the module `nerdsh` of what ships finds what it exports, where the program is not loaded yet. */
export const exportsSymbol = Symbol.for("nerdsh.exports");
