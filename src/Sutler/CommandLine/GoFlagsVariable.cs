using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.CommandLine;

/// <summary>The flags in GOFLAGS, each of them known to some go command. Spec: CMD-8.</summary>
internal sealed class GoFlagsVariable
{
    private GoFlagsVariable(IReadOnlyList<string> words) => Words = words;

    /// <summary>No flags.</summary>
    public static GoFlagsVariable Empty { get; } = new([]);

    /// <summary>The flags, each beginning with one or two dashes.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Reads the setting's text: words between blanks, each optionally in '' or "" without escapes.</summary>
    /// <exception cref="FatalException">A word is no flag, or one that no go command has.</exception>
    public static GoFlagsVariable Parse(string text)
    {
        if (!QuotedWords.TrySplit(text, out var words, out var error))
        {
            throw Failure(error.Reason);
        }

        foreach (var word in words)
        {
            Check(word);
        }

        return new GoFlagsVariable(words);
    }

    private static void Check(string word)
    {
        var dashes = word.Length - word.AsSpan().TrimStart('-').Length;
        if (dashes is 0 or > 2 || dashes == word.Length || word[dashes] == '=')
        {
            throw Failure($"non-flag {GoQuoting.Quote(word)}");
        }

        var name = word[dashes..];
        var equals = name.IndexOf('=', StringComparison.Ordinal);
        name = equals < 0 ? name : name[..equals];
        if (!KnownGoFlags.Contains(name))
        {
            throw Failure($"unknown flag -{name}");
        }
    }

    /// <summary>These errors say <c>$GOFLAGS</c> on every platform.</summary>
    private static FatalException Failure(string reason) => new($"parsing $GOFLAGS: {reason}") { Prefixed = true };
}
