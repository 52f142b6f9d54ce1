namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help completion</c>.</summary>
    public static string Completion { get; } =
        """
        sutler completion - print the script that completes sutler in a shell

        Usage:

            sutler completion bash|zsh|fish|powershell

        The script completes commands, flags and their values, and, for 'sutler mod
        download', the modules that the nearest go.mod requires. It asks sutler itself,
        which then reads go.mod and nothing else, and connects nowhere.

        Installation
            bash, in ~/.bashrc:
                source <(sutler completion bash)
            zsh, in ~/.zshrc after compinit:
                source <(sutler completion zsh)
            fish:
                sutler completion fish > ~/.config/fish/completions/sutler.fish
            powershell, in $PROFILE:
                sutler completion powershell | Out-String | Invoke-Expression

        Exit status
            0    done
            2    the command line is wrong

        """;
}
