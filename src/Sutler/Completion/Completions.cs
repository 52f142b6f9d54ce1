using Sutler.CommandLine;

namespace Sutler.Completion;

/// <summary>What a shell may offer for the word under the cursor.</summary>
/// <param name="Words">Words that begin with what was typed, each with a description or an empty text.</param>
/// <param name="Names">Whether names of files or directories are wanted as well.</param>
internal sealed record Completions(IReadOnlyList<(string Word, string Description)> Words, FlagValue Names)
{
    /// <summary>Nothing to offer.</summary>
    public static Completions None { get; } = new([], FlagValue.Any);

    /// <summary>Words without description.</summary>
    public static Completions Of(IEnumerable<string> words) => new([.. words.Select(word => (word, ""))], FlagValue.Any);
}
