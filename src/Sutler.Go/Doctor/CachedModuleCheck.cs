using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Quarantine;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Doctor;

/// <summary>What of a module version is in the cache, what earlier runs left, and who is at work on it.</summary>
internal sealed class CachedModuleCheck(CheckupWorld world, ModuleCache cache, CachedVersion version)
{
    /// <summary>The cached metadata, or null.</summary>
    public RevisionInfo? Info { get; } = cache.ReadInfo(version);

    /// <summary>The cached go.mod, or null.</summary>
    public byte[]? GoMod { get; } = cache.ReadMod(version);

    /// <summary>Whether the zip is there with its hash: then it is used as it is.</summary>
    public bool HasZip { get; } = ModuleCache.HasZip(version);

    /// <summary>Whether nothing would be fetched.</summary>
    public bool IsWhole => Info is not null && GoMod is not null && ModuleCache.IsWhole(version);

    /// <summary>The recorded hash of the zip; empty when there is none.</summary>
    public string ZipHash { get; private set; } = "";

    /// <summary>Whether there is a zip, with or without its hash.</summary>
    public bool HasZipFile { get; } = File.Exists(version.ZipPath);

    /// <summary>Whether its tree is there, and whole.</summary>
    public bool HasTree { get; } = ModuleCache.IsTreeComplete(version);

    /// <summary>Bytes of an interrupted transfer.</summary>
    public long Held { get; } = Length(version.PartialZipPath) ?? 0;

    /// <summary>The steps <c>cached</c> and <c>locks</c>.</summary>
    public async Task<IReadOnlyList<Step>> LookAsync(CancellationToken cancellationToken)
    {
        if (await cache.ReadZipHashAsync(version, cancellationToken) is Cache.ZipHash.Present recorded)
        {
            ZipHash = recorded.Hash.Text;
        }

        return [Cached(), .. Leftovers(), .. Locks()];
    }

    private Step Cached()
    {
        List<StepDetail> details = [];
        Add(details, "info", Length(version.InfoPath));
        Add(details, "mod", Length(version.ModPath));
        Add(details, "zip", Length(version.ZipPath));
        if (ZipHash.Length > 0)
        {
            details.Add(new StepDetail("ziphash", ZipHash));
        }

        if (Directory.Exists(version.TreePath))
        {
            details.Add(new StepDetail("tree", ModuleCache.IsTreeComplete(version) ? version.TreePath : version.TreePath + " (incomplete)"));
        }

        var summary = IsWhole ? "whole in the cache" : details.Count == 0 ? "not in the cache" : "only a part is in the cache";
        return new Step("cached", StepStatus.Ok, summary) { Details = details };
    }

    private IEnumerable<Step> Leftovers()
    {
        List<StepDetail> details = [];
        Add(details, "partialZip", Held > 0 ? Held : null);
        if (File.Exists(version.PartialMarkerPath))
        {
            details.Add(new StepDetail("partial", version.PartialMarkerPath));
        }

        if (details.Count > 0)
        {
            yield return new Step("leftovers", StepStatus.Warn, "an earlier download was interrupted; the next goes on with it") { Details = details };
        }

        if (new QuarantineStore(world.Layout, world.Time).List(version) is [.., { } newest])
        {
            var why = newest.Report is { } report ? $"{MismatchCauses.Name(report.Cause)}: {FaultReader.Line(report.Why)}" : "its report cannot be read";
            yield return new Step("quarantine", StepStatus.Warn, $"an earlier download did not verify: {why}")
            {
                Details = [new StepDetail("path", newest.Path)],
                Finding = new Finding.Quarantined(why, newest.Path),
            };
        }
    }

    private IReadOnlyList<Step> Locks()
    {
        var reading = world.Held.Take(HeldAt.Reading);
        var publishing = Array.Find([version.LockPath, version.TransferLockPath, world.Layout.SideLockPath], path => FileLocks.IsHeld(path) == true);
        IReadOnlyList<Step> held = publishing is null ? reading : [.. reading, HeldLocks.StepOf(publishing, HeldAt.Publishing)];
        return held.Count > 0 ? held : [new Step("locks", StepStatus.Ok, "nobody holds a lock that a download needs")];
    }

    private static void Add(List<StepDetail> details, string name, long? length)
    {
        if (length is { } bytes)
        {
            details.Add(StepDetail.Of(name, bytes) with { Text = CacheCheck.Size(bytes) });
        }
    }

    private static long? Length(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true } file ? file.Length : null;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
    }
}
