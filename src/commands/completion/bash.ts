/** bash ends words at `:` and `=` too, and replaces only what follows the last of them. */
export const bashScript = `# bash completion for nerdsh; made by: nerdsh completion bash
_nerdsh() {
  local line="\${COMP_LINE:0:COMP_POINT}" candidate
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local word="\${words[-1]}"
  local before="\${word%"\${word##*[:=]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -o nosort -F _nerdsh nerdsh
`;
