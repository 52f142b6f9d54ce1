using System.Text;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Commands;

/// <summary>Where the commands of a <see cref="CommandTable"/> are run.</summary>
/// <param name="Programs">What runs them.</param>
/// <param name="Url">The repository's URL, as it was resolved.</param>
/// <param name="Work">The work directory, absolute.</param>
/// <param name="Variables">What their environment has beside that of all programs.</param>
public sealed record CommandPlace(VcsPrograms Programs, string Url, string Work, IReadOnlyDictionary<string, string> Variables)
{
    // Commit messages may be long, lists of files longer; a whole file is bounded by whoever asks for it.
    private const int MaxOutput = 64 << 20;

    /// <summary>Whether every command goes to the network: there is no clone.</summary>
    public bool IsRemote { get; init; }

    /// <summary>Runs a command and gives what it says.</summary>
    /// <param name="line">The program and its arguments.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="directory">Where, if not in the work directory.</param>
    /// <param name="limit">The most bytes that it may say.</param>
    public Task<byte[]> ReadAsync(IReadOnlyList<string> line, CancellationToken cancellationToken, string? directory = null, int limit = MaxOutput)
    {
        var command = new VcsCommand(line, directory ?? Work) { Variables = Variables, MaxOutput = limit };
        // What leaves something behind, in a directory of its own, is repeated by whoever asks for it.
        return IsRemote && directory is null ? Programs.OverNetworkAsync(Url, token => Programs.ReadAsync(command, token), cancellationToken) : Programs.ReadAsync(command, cancellationToken);
    }

    /// <summary>The same as text.</summary>
    public async Task<string> ReadTextAsync(IReadOnlyList<string> line, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await ReadAsync(line, cancellationToken));
}
