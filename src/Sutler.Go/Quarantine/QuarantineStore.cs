using System.Globalization;
using System.Security.Cryptography;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Quarantine;

/// <summary>Keeps files that failed verification, out of everybody's way, each with a report.</summary>
/// <remarks>
/// <code>
/// GOMODCACHE/cache/sutler/v1/quarantine/
///   P@v/20261124T032100Z-1f3a9c07/      when, and a random number
///     report.json                       QuarantineReportFile
///     v1.0.0.zip                        what was found, under its own name
///   P@v/.tmp-1f3a9c07/                  being put together, or left by a process that died doing so
/// </code>
/// A directory gets its name once everything is in it, so that a report and its file are both there or neither is. Nothing is ever
/// removed from here but by <c>cache prune</c>. Thread-safe.
/// </remarks>
public sealed class QuarantineStore
{
    /// <summary>The name of the report.</summary>
    public const string ReportName = "report.json";

    /// <summary>How the name of a directory begins that is not finished.</summary>
    public const string TemporaryPrefix = ".tmp-";

    private const int BufferLength = 1 << 20;

    private readonly CacheLayout _layout;
    private readonly TimeProvider _time;

    /// <summary>The quarantine of a cache.</summary>
    public QuarantineStore(CacheLayout layout, TimeProvider time)
    {
        _layout = layout;
        _time = time;
    }

    /// <summary>The time that a report made now should name.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The name below GOMODCACHE that a report gives a file.</summary>
    public string NameOf(string path) => Path.GetRelativePath(_layout.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The directory that holds what was found of a module version.</summary>
    public string DirectoryOf(CachedVersion version) => Path.Combine(_layout.QuarantineDirectory, Path.GetRelativePath(_layout.Root, version.TreePath));

    /// <summary>
    /// Takes a file away from where it is: by renaming it, or across file systems by a copy and then deleting it. Length and digest
    /// are filled into the report. Fails with <see cref="SutlerException"/>, the file still in its place.
    /// </summary>
    public Task<QuarantineEntry> MoveAsync(string directory, string path, QuarantineReport report, CancellationToken cancellationToken) =>
        PutAsync(directory, report, (temporary, token) => MoveIntoAsync(temporary, path, report, token), cancellationToken);

    /// <summary>Keeps copies of files under these names; those that cannot be read, links, pipes and devices are only told of.</summary>
    public Task<QuarantineEntry> CopyAsync(
        string directory, IReadOnlyList<(string Path, string Name)> files, QuarantineReport report, CancellationToken cancellationToken) =>
        PutAsync(directory, report, (temporary, token) => CopyIntoAsync(temporary, files, report, token), cancellationToken);

    /// <summary>Keeps a file that is going to be replaced by renaming another over it: as a second name of it where that is possible, else as a copy.</summary>
    public Task<QuarantineEntry> LinkAsync(string directory, string path, QuarantineReport report, CancellationToken cancellationToken) => PutAsync(
        directory,
        report,
        async (temporary, token) =>
        {
            var name = LastOf(report.File);
            var isLinked = !OperatingSystem.IsWindows() && UnixNative.TryLink(path, Path.Combine(temporary, name));
            return isLinked && await TryDigestAsync(path, token) is var (length, sha256)
                ? report with { Kept = [name], Length = length, Sha256 = sha256 }
                : await CopyIntoAsync(temporary, [(path, name)], report, token);
        },
        cancellationToken);

    /// <summary>Keeps bytes that never were a file, under the last part of the report's file name.</summary>
    public Task<QuarantineEntry> KeepAsync(string directory, byte[] data, QuarantineReport report, CancellationToken cancellationToken) =>
        PutAsync(
            directory,
            report,
            async (temporary, token) =>
            {
                var name = LastOf(report.File);
                await File.WriteAllBytesAsync(Path.Combine(temporary, name), data, token);
                return report with { Kept = [name], Length = data.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(data)) };
            },
            cancellationToken);

    /// <summary>Replaces the report of an entry when more is known; readers see the old one or the new one.</summary>
    public async Task<QuarantineEntry> RewriteAsync(QuarantineEntry entry, QuarantineReport report, CancellationToken cancellationToken)
    {
        await AtomicFile.WriteAsync(Path.Combine(entry.Path, ReportName), QuarantineReportFile.Encode(report), _time, cancellationToken);
        return entry with { Report = report };
    }

    /// <summary>A new directory for bytes that are only looked at; whoever asked for it removes it. Prune removes what is left of dead processes.</summary>
    public string CreateScratch(string directory)
    {
        var path = Path.Combine(directory, TemporaryPrefix + RandomName());
        DirectoryMaker.Make(path);
        return path;
    }

    /// <summary>What is kept of a module version, oldest first.</summary>
    public IReadOnlyList<QuarantineEntry> List(CachedVersion version)
    {
        var directory = DirectoryOf(version);
        try
        {
            return [.. Directory.EnumerateDirectories(directory)
                .Where(path => !Path.GetFileName(path).StartsWith('.'))
                .Order(StringComparer.Ordinal)
                .Select(path => new QuarantineEntry(path, Read(path)))];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    /// <summary>The report in a directory of the quarantine, or null when there is none that can be read.</summary>
    public static QuarantineReport? Read(string directory)
    {
        try
        {
            using var file = File.OpenHandle(Path.Combine(directory, ReportName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.GetLength(file) <= QuarantineReportFile.MaxLength
                && QuarantineReportFile.TryParse(LockedFiles.ReadAll(file, directory), out var report, out _)
                    ? report
                    : null;
        }
        catch (Exception error) when (OsError.Is(error) || error is SutlerException)
        {
            return null;
        }
    }

    /// <summary>Whether a directory name is one that is made here: of an entry, or of one being put together.</summary>
    internal static bool IsEntryName(string name, out bool isFinished)
    {
        isFinished = !name.StartsWith(TemporaryPrefix, StringComparison.Ordinal);
        return isFinished
            ? name is [_, _, _, _, _, _, _, _, 'T', _, _, _, _, _, _, 'Z', '-', ..] && IsRandomName(name[17..])
            : IsRandomName(name[TemporaryPrefix.Length..]);
    }

    private static bool IsRandomName(string text) => text.Length == 8 && text.All(char.IsAsciiHexDigitLower);

    private async Task<QuarantineEntry> PutAsync(
        string directory, QuarantineReport report, Func<string, CancellationToken, Task<QuarantineReport>> fillAsync, CancellationToken cancellationToken)
    {
        var temporary = CreateScratch(directory);
        try
        {
            report = await fillAsync(temporary, cancellationToken);
            await AtomicFile.WriteAsync(Path.Combine(temporary, ReportName), QuarantineReportFile.Encode(report), _time, CancellationToken.None);
            var final = Path.Combine(directory, $"{report.Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{RandomName()}");
            await FileRename.RunAsync(temporary, final, _time, CancellationToken.None);
            return new QuarantineEntry(final, report);
        }
        catch (Exception error)
        {
            if (report.Kept.Count == 0)
            {
                TreeRemover.Remove(temporary);
            }

            throw OsError.Is(error) ? OsError.Create("write", temporary, error) : error;
        }
    }

    private async Task<QuarantineReport> MoveIntoAsync(string temporary, string path, QuarantineReport report, CancellationToken cancellationToken)
    {
        var name = LastOf(report.File);
        var target = Path.Combine(temporary, name);
        var (length, sha256) = FileStatus.Of(path).Kind == FileKind.Regular ? await TryDigestAsync(path, cancellationToken) : (null, "");
        if (!await FileRename.TryAsync(path, target, _time, cancellationToken))
        {
            await DigestAsync(path, target, cancellationToken);
            Delete(path);
        }

        return report with { Kept = [name], Length = length, Sha256 = sha256 };
    }

    // What may not be read can be put away all the same.
    private static async Task<(long? Length, string Sha256)> TryDigestAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await DigestAsync(path, null, cancellationToken);
        }
        catch (SutlerException failure) when (!failure.IsNotExist)
        {
            return (null, "");
        }
    }

    private static async Task<QuarantineReport> CopyIntoAsync(
        string temporary, IReadOnlyList<(string Path, string Name)> files, QuarantineReport report, CancellationToken cancellationToken)
    {
        List<string> kept = [];
        foreach (var (path, name) in files.Where(file => QuarantineReportFile.IsPlainName(file.Name) && file.Name != ReportName))
        {
            try
            {
                // What is empty may be a pipe where the system does not tell.
                if (kept.Contains(name) || FileStatus.Of(path) is not { Kind: FileKind.Regular, Length: > 0 })
                {
                    continue;
                }

                var (length, sha256) = await DigestAsync(path, Path.Combine(temporary, name), cancellationToken);
                report = kept.Count == 0 ? report with { Length = length, Sha256 = sha256 } : report;
                kept.Add(name);
            }
            catch (SutlerException)
            {
                // What cannot be read is told of.
            }
        }

        return report with { Kept = kept };
    }

    private static async Task<(long Length, string Sha256)> DigestAsync(string from, string? to, CancellationToken cancellationToken)
    {
        try
        {
            using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferLength, useAsync: false);
            using var target = to is null ? null : new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1, useAsync: false);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferLength];
            var length = 0L;
            for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0; length += read)
            {
                digest.AppendData(buffer, 0, read);
                target?.Write(buffer, 0, read);
            }

            return (length, Convert.ToHexStringLower(digest.GetHashAndReset()));
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("read", from, error);
        }
    }

    private static string LastOf(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("remove", path, error);
        }
    }

    private static string RandomName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}
