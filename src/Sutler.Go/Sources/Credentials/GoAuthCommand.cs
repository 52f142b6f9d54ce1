using Sutler.Errors;

namespace Sutler.Go.Sources.Credentials;

/// <summary>One command of GOAUTH. Spec: AUTH-2.</summary>
/// <param name="Text">As written, without blanks around.</param>
/// <param name="Words">Its words, without regard to quotes.</param>
internal sealed record GoAuthCommand(string Text, IReadOnlyList<string> Words)
{
    /// <summary>What the first word says; empty for none.</summary>
    public string Kind => Words.Count == 0 ? "" : Words[0];

    /// <summary>Whether it is a program that may say something else for another URL.</summary>
    public bool IsProgram => Kind is not ("" or "off" or "netrc");

    /// <summary>The text for people: arguments of a program of the user's may be secret.</summary>
    public string Shown => IsProgram && Kind is not "git" && Words.Count > 1 ? Kind + " …" : Text;

    /// <summary>The commands in their order.</summary>
    public static IReadOnlyList<GoAuthCommand> ParseList(string goAuth) =>
        [.. goAuth.Split(';', StringSplitOptions.TrimEntries).Select(text => new GoAuthCommand(text, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>The directory of <c>git DIR</c>; one that cannot be used ends the run.</summary>
    public string GitDirectory()
    {
        const string Needs = "GOAUTH=git dir method requires an absolute path to the git working directory";
        if (Words.Count != 2)
        {
            throw Fatal(Needs);
        }

        var directory = Words[1];
        return !Path.IsPathFullyQualified(directory) ? throw Fatal(Needs + ", dir is not absolute")
            : !Path.Exists(directory) ? throw Fatal($"GOAUTH=git encountered an error; cannot stat {directory}: stat {directory}: no such file or directory")
            : !Directory.Exists(directory) ? throw Fatal(Needs + ", dir is not a directory")
            : directory;
    }

    /// <summary>A failure that ends the run, as it does in the go command.</summary>
    public static FatalException Fatal(string text) => new(text) { Prefixed = true };

    /// <inheritdoc/>
    public override string ToString() => Shown;
}
