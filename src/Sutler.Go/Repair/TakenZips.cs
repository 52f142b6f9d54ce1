using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Quarantine;
using Sutler.Go.Verify;

namespace Sutler.Go.Repair;

/// <summary>Zips that an earlier repair took away because nobody had another: most of their blocks may be good.</summary>
/// <remarks>A report only says where to look. What is used of the file has recorded digests, and the whole the expected hash.</remarks>
internal sealed class TakenZips(QuarantineStore quarantine, RecordedDigests recorded)
{
    /// <summary>The entries whose zip is still missing, newest first.</summary>
    public IReadOnlyList<QuarantineEntry> Find(CachedVersion version)
    {
        if (FileStatus.Of(version.ZipPath).Kind != FileKind.Missing || !Directory.Exists(quarantine.DirectoryOf(version)))
        {
            return [];
        }

        // One that was stored again meanwhile is gone for another reason.
        var stored = recorded.FindFile(version.ZipPath)?.Recorded;
        return
        [
            .. quarantine.List(version)
                .Where(entry => entry.Report is { IsTaken: true } report && report.File == quarantine.NameOf(version.ZipPath) && !(stored > report.Time + TimeSpan.FromSeconds(1)))
                .Reverse(),
        ];
    }

    /// <summary>The kept zips, as far as they are files.</summary>
    public IEnumerable<string> Files(CachedVersion version) => Find(version)
        .SelectMany(entry => entry.Report!.Kept.Select(name => Path.Combine(entry.Path, name)))
        .Where(path => FileStatus.Of(path) is { Kind: FileKind.Regular, Length: > 0 });

    /// <summary>What a repair has to do about a version; null when nothing was taken.</summary>
    public Finding? Tell(CachedVersion version) => Find(version) is [{ Report: { } report }, ..]
        ? new Finding
        {
            Kind = FindingKind.ZipMissing,
            Module = version.Module,
            File = version.ZipPath,
            Detail = $"it was bad and nobody had another on {report.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC",
            Blocks = [.. report.Blocks],
        }
        : null;

    /// <summary>Notes that a good zip stands in the place again.</summary>
    public async Task SettleAsync(IEnumerable<QuarantineEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            await quarantine.RewriteAsync(entry, entry.Report! with { IsTaken = false }, cancellationToken);
        }
    }
}
