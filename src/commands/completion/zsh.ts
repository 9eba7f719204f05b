export const zshScript = `#compdef nerdsh
# zsh completion for nerdsh; made by: nerdsh completion zsh
_nerdsh() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -z "\${candidates[1]}" ]]; then
    _files
    return
  fi
  candidates=("\${(@)candidates//:/\\\\:}")
  candidates=("\${(@)candidates/$'\\t'/:}")
  _describe -V nerdsh candidates
}
if [[ "$funcstack[1]" == _nerdsh ]]; then
  _nerdsh "$@"
else
  compdef _nerdsh nerdsh
fi
`;
