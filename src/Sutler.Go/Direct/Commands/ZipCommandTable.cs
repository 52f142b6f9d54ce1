using Sutler.Go.Direct.Archives;

namespace Sutler.Go.Direct.Commands;

/// <summary>A system that clones, and writes zip archives.</summary>
public abstract class ZipCommandTable : CommandTable
{
    private const string Target = "source.zip";

    /// <summary>Writes a zip file with everything below one directory, whose name does not matter.</summary>
    /// <param name="work">The clone, absolute; the command runs elsewhere.</param>
    /// <param name="revision">A <see cref="CodeRevision.Name"/>.</param>
    /// <param name="directory">Relative to the root; empty for the whole tree.</param>
    /// <param name="target">The file, in the current directory.</param>
    protected abstract IReadOnlyList<string> Zip(string work, string revision, string directory, string target);

    /// <inheritdoc/>
    public sealed override async Task<CodeArchive> ArchiveAsync(CommandPlace place, string revision, string directory, long limit, CancellationToken cancellationToken)
    {
        var files = TemporaryDirectory.Create();
        try
        {
            await place.ReadAsync(Zip(place.Work, revision, directory, Target), cancellationToken, files.Path);
        }
        catch
        {
            files.Dispose();
            throw;
        }

        return ZipCodeArchive.Open(files, Target, limit);
    }
}
