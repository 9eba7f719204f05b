export const fishScript = `# fish completion for nerdsh; made by: nerdsh completion fish
function __nerdsh_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l candidates ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    if test (count $candidates) -eq 0
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $candidates
    end
end
complete -c nerdsh -f -k -a '(__nerdsh_complete)'
`;
