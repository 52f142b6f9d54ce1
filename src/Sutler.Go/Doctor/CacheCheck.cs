using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Go.Doctor;

/// <summary>The place that downloads go to: whether it is there, whose it is, whether it can be written to, and how much room it has.</summary>
internal sealed class CacheCheck(CheckupWorld world)
{
    private const long Little = 100_000_000;
    private const int FewFiles = 256;

    /// <summary>The steps <c>cache</c>, <c>disk</c> and <c>open-files</c>; nothing is left behind.</summary>
    /// <param name="version">The version that is to be downloaded; null for the cache as a whole.</param>
    public IEnumerable<Step> Look(CachedVersion? version)
    {
        var root = world.Environment.GoModCache;
        if (Unusable(root) is { } reason)
        {
            yield return EnvironmentCheck.Bad(EnvironmentVariables.GoModCache.Name, new SutlerException(reason), world.OriginOf(EnvironmentVariables.GoModCache));
            yield break;
        }

        var places = version is null ? [world.Layout.DownloadDirectory] : new[] { version.Directory, Path.GetDirectoryName(version.TreePath)!, Path.GetDirectoryName(version.PartialZipPath)! };
        var directories = places.Select(place => CheckupWorld.Existing(place)!).Distinct().ToList();
        yield return Writable(root, directories);
        yield return Disk(CheckupWorld.Existing(root)!);
        yield return OpenFiles();
    }

    /// <summary>Whether a zip of so many bytes, of which some are there already, finds room: the step <c>room</c>.</summary>
    public Step Room(CachedVersion version, long bytes, long held)
    {
        try
        {
            new DiskSpace(directory => world.Room(CheckupWorld.Existing(directory)!)).CheckTransfer(version.PartialZipPath, bytes - held);
            return new Step("room", StepStatus.Ok, $"{Size(bytes)} for the zip, and there is room");
        }
        catch (NotEnoughSpaceException failure)
        {
            var reason = WithoutAdvice(failure.Message);
            return new Step("room", StepStatus.Fail, reason) { Finding = new Finding.Full(reason) };
        }
    }

    /// <summary>Whether the tree of a zip finds room beside it: the step <c>room</c>.</summary>
    /// <param name="version">The version.</param>
    /// <param name="size">What the tree takes.</param>
    /// <param name="coming">Bytes that will be in the cache by then, and are not yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Step> RoomAsync(CachedVersion version, UnpackedSize size, long coming, CancellationToken cancellationToken)
    {
        try
        {
            var space = new DiskSpace(directory => world.Room(CheckupWorld.Existing(directory)!) is { } room ? room with { Bytes = Math.Max(0, room.Bytes - coming) } : null);
            using var reserved = await space.ReserveAsync(version.TreePath, size, cancellationToken);
            return new Step("room", StepStatus.Ok, $"{Size(size.Bytes)} for the tree, and there is room");
        }
        catch (NotEnoughSpaceException failure)
        {
            var reason = WithoutAdvice(failure.Message);
            return new Step("room", StepStatus.Fail, reason) { Finding = new Finding.Full(reason) };
        }
    }

    /// <summary>A number of bytes, in powers of 1000.</summary>
    internal static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var value = (double)bytes;
        var unit = 0;
        for (; value >= 999.95 && unit < units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {units[unit]}");
    }

    private static string? Unusable(string root) =>
        root.Length == 0 ? "module cache not found: neither GOMODCACHE nor GOPATH is set"
        : !Path.IsPathFullyQualified(root) ? $"{root} is relative; must be absolute path"
        : File.Exists(root) ? $"{root} is not a directory"
        : CheckupWorld.Existing(root) is null ? $"{root}: there is no such place"
        : null;

    private static Step Writable(string root, List<string> directories)
    {
        foreach (var directory in directories)
        {
            if (TryWrite(directory) is not { } failure)
            {
                continue;
            }

            if (DiskFull.Is(failure))
            {
                var full = $"{directory}: {OsError.Describe(OsError.Code(failure))}";
                return new Step("cache", StepStatus.Fail, full) { Finding = new Finding.Full(full) };
            }

            var reason = OsError.Describe(OsError.Code(failure));
            var owner = FileOwner.Explain(directory);
            return new Step("cache", StepStatus.Fail, $"{directory} cannot be written to: {reason}{(owner.Length > 0 ? $" ({owner})" : "")}")
            {
                Finding = new Finding.ReadOnly(directory, reason, owner),
            };
        }

        return new Step("cache", StepStatus.Ok, Directory.Exists(root) ? $"{root} can be written to" : $"{root} can be made")
        {
            Details = FileOwner.Of(directories[0]) is { } whose ? [new StepDetail("owner", whose)] : [],
        };
    }

    // Of a full disk only a byte of content tells.
    private static Exception? TryWrite(string directory)
    {
        var probe = Path.Combine(directory, ".sutler-doctor" + Random.Shared.Next(1_000_000_000).ToString(CultureInfo.InvariantCulture) + ".tmp");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            file.WriteByte(0);
            return null;
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            AtomicFile.DeleteQuietly(probe);
            return failure;
        }
    }

    private Step Disk(string directory)
    {
        if (world.Room(directory) is not { } room)
        {
            return new Step("disk", StepStatus.Skip, "the system does not say how much room there is");
        }

        var files = room.Files is { } free ? string.Create(CultureInfo.InvariantCulture, $", {free} files (inodes)") : "";
        var summary = $"{Size(room.Bytes)} free{files}";
        StepDetail[] details = [StepDetail.Of("freeBytes", room.Bytes) with { IsInSummary = true }, .. room.Files is { } inodes ? new[] { StepDetail.Of("freeFiles", inodes) with { IsInSummary = true } } : []];
        return room.Bytes <= 0 || room.Files <= 0
            ? new Step("disk", StepStatus.Fail, summary) { Details = details, Finding = new Finding.Full($"no room where {directory} is: {summary}") }
            : new Step("disk", room.Bytes < Little || room.Files < FewFiles ? StepStatus.Warn : StepStatus.Ok, summary) { Details = details };
    }

    private static Step OpenFiles()
    {
        var limit = OpenFileLimit.Read();
        return limit == long.MaxValue
            ? new Step("open-files", StepStatus.Ok, "no limit on open files")
            : new Step("open-files", limit < FewFiles ? StepStatus.Warn : StepStatus.Ok, string.Create(CultureInfo.InvariantCulture, $"{limit} files may be open"))
            {
                Details = [StepDetail.Of("limit", limit) with { IsInSummary = true }],
            };
    }

    private static string WithoutAdvice(string text) => text.IndexOf("; make room", StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;
}
