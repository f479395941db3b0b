_reader_completion() {
    local IFS=$'\n' rest=$COMP_LINE word words=() is_first=1 i
    # bash has split the words at @, : and = too: what no space parts is one word.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ -n $is_first || $rest == [[:space:]]* || -z $rest ]]; then
            words+=("$word")
            rest=${rest#"${rest%%[![:space:]]*}"}
        else
            words[${#words[@]} - 1]+=$word
        fi
        rest=${rest#"$word"}
        is_first=
    done
    local at=$((${#words[@]} - 1))
    local current=${words[at]}

    local found='' type value sign takes_files=''
    found=$(COMP_WORDS="${words[*]}" COMP_CWORD=$at _READER_COMPLETE=bash_complete "$1" 2>/dev/null)

    # What bash puts in stands for the end of the word alone that it gives as $2; in quotes for all.
    local quote=${current:0:1} before=''
    if [[ $quote == [\"\'] ]]; then
        current=${current:1}
    else
        quote=''
        before=${current%"$2"}
    fi

    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            plain)
                # What is a sign to the shell in these quotes, or outside them, is none in a name.
                case $quote in
                    '') printf -v value %q "$value" ;;
                    '"')
                        for sign in \\ '"' '$' '`'; do
                            value=${value//"$sign"/"\\$sign"}
                        done
                        ;;
                    "'") value=${value//"'"/"'\\''"} ;;
                esac
                COMPREPLY+=("${value#"$before"}")
                ;;
            file | dir) takes_files=$type ;;
        esac
    done <<<"$found"

    if [[ -n $takes_files ]]; then
        compopt -o filenames 2>/dev/null
        while read -r value; do
            [[ -n $value ]] && COMPREPLY+=("${value#"$before"}")
        done < <(compgen -A "${takes_files/dir/directory}" -- "$current")
    fi
}

complete -o nosort -F _reader_completion reader 2>/dev/null || complete -F _reader_completion reader
