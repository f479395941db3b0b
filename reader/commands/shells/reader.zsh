#compdef reader

_reader() {
    local -a found named
    local type value meaning files=''
    found=("${(@f)$(COMP_WORDS="${(F)words[1,CURRENT]}" COMP_CWORD=$((CURRENT - 1)) \
        _READER_COMPLETE=zsh_complete $words[1] 2>/dev/null)}")

    [[ $PREFIX == --*=* ]] && compset -P '*='
    for type value meaning in "${(@)found}"; do
        case $type in
            plain)
                if [[ $meaning == _ ]]; then
                    value=${value//\\/\\\\}
                    named+=("${value//:/\\:}")
                else
                    # Its colons have a \ already, what else has one has not.
                    value=${value//\\:/:}
                    value=${value//\\/\\\\}
                    named+=("${value//:/\\:}:$meaning")
                fi
                ;;
            file) files='-f' ;;
            dir) files='-/' ;;
        esac
    done

    (( $#named )) && _describe -V reader named
    [[ -n $files ]] && _path_files $files
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _reader "$@"
else
    compdef _reader reader
fi
