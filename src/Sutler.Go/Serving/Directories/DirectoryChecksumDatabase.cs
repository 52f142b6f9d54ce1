using System.Diagnostics;
using Sutler.Errors;

namespace Sutler.Go.Serving.Directories;

/// <summary>Serves the checksum databases that a tree mirrors as files: <c>sumdb/NAME/supported</c>, <c>latest</c>, <c>lookup/P@V</c>, <c>tile/8/L/N</c>.</summary>
/// <remarks>
/// A database is served only where the file <c>supported</c> says so, for a client that was told so asks nobody else. What a go command keeps under
/// <c>cache/download/sumdb</c> has no such file, and must not be served: it is a part of a log, without the tiles that connect it to the head that
/// another client has seen. Spec: SDSRV-1, SDSRV-2, SDCACHE.
/// </remarks>
/// <param name="tree">The directory.</param>
public sealed class DirectoryChecksumDatabase(ModuleTree tree) : IChecksumDatabaseServer
{
    private const long LargestFile = 1 << 20;

    /// <inheritdoc/>
    public ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Answer(request));
    }

    private ServedAnswer Answer(ChecksumDatabaseRequest request)
    {
        var page = request switch
        {
            ChecksumDatabaseRequest.Supported => "supported",
            ChecksumDatabaseRequest.Endpoint endpoint => endpoint.Path,
            _ => throw new UnreachableException(),
        };

        try
        {
            return Read(request.Database, "supported") is not null && Read(request.Database, page) is { } data ? Found(page, data) : Absent(request.Database);
        }
        catch (SutlerException)
        {
            return new ServedAnswer.Failed(500, $"the copy of checksum database {request.Database} cannot be read here") { Cause = AnswerCause.Broken };
        }
    }

    // The names were checked, but a path is made of them: this checks once more that they lead nowhere else, and undoes the escapes.
    private byte[]? Read(string database, string page) =>
        RequestPathText.TryRead($"/{database}/{page}", out var path, out _) ? TreeFiles.Read(tree.ChecksumFileOf(path.Rest), LargestFile) : null;

    private static ServedAnswer Found(string page, byte[] data)
    {
        var isTile = page.StartsWith("tile/", StringComparison.Ordinal);
        var isWhole = isTile && !page.Contains(".p/", StringComparison.Ordinal);
        var life = isWhole ? AnswerLife.Immutable : page == "latest" ? AnswerLife.None : AnswerLife.Short;
        return new ServedAnswer.Found(new MemoryContent(data) { MediaType = isTile ? MediaTypes.Bytes : MediaTypes.Text }, life);
    }

    private static ServedAnswer.Absent Absent(string database) =>
        new(404, $"checksum database {database}: the directory that is served here has no copy of it, or not all of it");
}
