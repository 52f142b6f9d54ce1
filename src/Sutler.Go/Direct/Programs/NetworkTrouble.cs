namespace Sutler.Go.Direct.Programs;

/// <summary>Tells from what a program of version control says whether the same may succeed later. Pure.</summary>
/// <remarks>
/// What a server refuses for good, or that nobody has such a name, is no trouble of this kind; nor is what is not known. The words are those of
/// git and curl, Mercurial, Subversion and Breezy, in English (<see cref="VcsPrograms"/> asks for it).
/// </remarks>
internal static class NetworkTrouble
{
    private static readonly string[] Passing =
    [
        "returned error: 429", "returned error: 50", "HTTP Error 429", "HTTP Error 50", "HTTP status 429", "HTTP status 50", "HTTP 429", "HTTP 50",
        "early EOF", "unexpected disconnect", "RPC failed", "Empty reply from server", "transfer closed with", "was not closed cleanly",
        "Connection reset", "connection reset", "Connection timed out", "connection timed out", "Operation timed out", "Connection was reset",
    ];

    /// <summary>Whether it passes, perhaps.</summary>
    public static bool MayPass(string said) => Array.Exists(Passing, text => said.Contains(text, StringComparison.Ordinal));
}
