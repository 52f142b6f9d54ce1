namespace Sutler.Completion;

/// <summary>The scripts that connect shells to <see cref="Completer"/>. They know nothing of the commands, so an old one serves a new sutler.</summary>
internal static class ShellScripts
{
    /// <summary>By the name of the shell.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["powershell"] = PowerShell,
    };

    // Bash parts words at the characters of COMP_WORDBREAKS, among them = and @; sutler wants them whole. Bash then replaces only
    // $2, the end of the word: what follows a =, but with an @ what begins there.
    private const string Bash =
        """
        # bash completion for sutler; see 'sutler help completion'
        _sutler_complete() {
            local rest=$COMP_LINE word current= strip line names= i count=0
            local -a words=()
            for ((i = 0; i <= COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if ((i > 0)) && [[ $rest != [[:blank:]]* ]]; then
                    words[count - 1]+=$word
                else
                    words[count]=$word
                    ((count++))
                fi
                rest=${rest#"${rest%%[![:blank:]]*}"}
                rest=${rest#"$word"}
            done
            ((count > 1)) || return
            current=${words[count - 1]}
            strip=${current%"$2"}
            COMPREPLY=()
            while IFS= read -r line; do
                case $line in
                    :files) names=-f ;;
                    :dirs) names=-d ;;
                    *)
                        line=${line%%$'\t'*}
                        COMPREPLY+=("${line#"$strip"}")
                        ;;
                esac
            done < <("${words[0]/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
            if [[ -n $names ]]; then
                compopt -o filenames 2>/dev/null
                while IFS= read -r line; do
                    COMPREPLY+=("$line")
                done < <(compgen "$names" -- "$2")
            fi
        }
        complete -o nosort -F _sutler_complete sutler 2>/dev/null || complete -F _sutler_complete sutler

        """;

    private const string Zsh =
        """
        #compdef sutler
        # zsh completion for sutler; see 'sutler help completion'
        _sutler() {
            local line name names
            local -a candidates
            for line in "${(@f)$("${words[1]/#\~/$HOME}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
                case $line in
                    '') ;;
                    :files|:dirs) names=$line ;;
                    *)
                        name=${${line%%$'\t'*}//:/\\:}
                        if [[ $line == *$'\t'* ]]; then
                            candidates+=("$name:${line#*$'\t'}")
                        else
                            candidates+=("$name")
                        fi
                        ;;
                esac
            done
            (( $#candidates )) && _describe -V sutler candidates
            if [[ -n $names ]]; then
                compset -P '-*='
                [[ $names == :dirs ]] && _files -/ || _files
            fi
        }
        if [[ ${(%):-%N} == _sutler ]]; then
            _sutler "$@"
        else
            compdef _sutler sutler
        fi

        """;

    private const string Fish =
        """
        # fish completion for sutler; see 'sutler help completion'
        function __sutler_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            set -l program $words[1]
            set -e words[1]
            for line in ($program __complete $words "$current" 2>/dev/null)
                switch $line
                    case ':files'
                        __fish_complete_path "$current"
                    case ':dirs'
                        __fish_complete_directories "$current"
                    case '*'
                        echo $line
                end
            end
        end
        complete -c sutler -f -k -a '(__sutler_complete)'

        """;

    // Older PowerShells drop an empty argument unless it is quoted twice.
    private const string PowerShell =
        """
        # PowerShell completion for sutler; see 'sutler help completion'
        Register-ArgumentCompleter -Native -CommandName sutler -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements |
                Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
                ForEach-Object { $_.Extent.Text })
            $program = $words[0]
            $words = @($words | Select-Object -Skip 1)
            if ($wordToComplete -eq '') {
                $old = $PSVersionTable.PSVersion -lt [version]'7.3' -or $PSNativeCommandArgumentPassing -eq 'Legacy'
                $words += if ($old) { '""' } else { '' }
            }
            & $program __complete @words 2>$null | ForEach-Object {
                $word, $description = $_ -split "`t", 2
                if ($word -eq ':files' -or $word -eq ':dirs') {
                    [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
                } else {
                    if (-not $description) { $description = $word }
                    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
                }
            }
        }

        """;
}
