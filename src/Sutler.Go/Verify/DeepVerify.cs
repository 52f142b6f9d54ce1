using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>
/// <c>mod verify --deep</c>: every byte of the cache against everything that is known of it: go.sum, proofs of the checksum database, the
/// zip's own redundancy, the extracted trees, and the records of what was stored.
/// </summary>
/// <remarks>Changes nothing but that answers of the checksum database may be added to the cache. Memory grows with the number of files, not with their sizes.</remarks>
public sealed class DeepVerify
{
    private readonly DeepVerifyOptions _options;

    /// <summary>Creates the command.</summary>
    public DeepVerify(DeepVerifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    private CacheLayout Layout => _options.Layout;

    /// <summary>Verifies everything in the cache.</summary>
    public async Task<DeepVerifyReport> RunAllAsync(CancellationToken cancellationToken)
    {
        var inventory = CacheInventory.Read(Layout, cancellationToken);
        var report = await RunAsync(inventory.Versions, inventory.Directories, static _ => true, cancellationToken);
        return report with
        {
            Findings = [.. report.Findings, .. inventory.Findings.OrderBy(finding => finding.File, StringComparer.Ordinal)],
            Leftovers = [.. inventory.Leftovers.OrderBy(leftover => leftover.Path, StringComparer.Ordinal)],
        };
    }

    /// <summary>Verifies what the cache holds of some module versions, and the tiles of the checksum database.</summary>
    public Task<DeepVerifyReport> RunAsync(IReadOnlyList<ModuleId> modules, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(modules);
        List<CachedVersion> versions = [.. modules.Select(TryLocate).OfType<CachedVersion>()];
        var wanted = modules.ToHashSet();
        var directories = versions.Select(version => version.Directory).Distinct(StringComparer.Ordinal).ToList();
        return RunAsync(versions, directories, wanted.Contains, cancellationToken);
    }

    private async Task<DeepVerifyReport> RunAsync(
        IReadOnlyList<CachedVersion> versions, IReadOnlyList<string> directories, Func<ModuleId, bool> isWanted, CancellationToken cancellationToken)
    {
        _options.Observer.Planned(versions.Count);
        var recorded = RecordedDigests.Read(Layout, cancellationToken);
        var evidence = new RawEvidence(Layout, recorded, _options.Workers);
        var proofs = StoredProofs.Of(_options.Environment);
        var authority = new HashAuthority(_options.Environment, _options.Sums, proofs, _options.Database) { AsksBeyondSums = _options.AsksBeyondSums };
        var context = new VerifyContext(evidence, authority, _options.Workers, (module, bytes) => _options.Observer.Received(module, ModuleFileKind.Zip, (int)Math.Min(bytes, int.MaxValue)));

        // Before anybody asks the database, which would put new answers in the place of damaged ones.
        var (databaseFindings, databaseNotes) = await new DatabaseFilesCheck(Layout, evidence, proofs).RunAsync(isWanted, cancellationToken);
        var results = new (IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)[versions.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Workers, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, versions.Count, parallel, async (index, token) => results[index] = await CheckAsync(context, versions[index], token));
        IEnumerable<Finding> findings =
        [
            .. results.SelectMany(result => result.Findings),
            .. directories.Select(directory => ListCheck.Run(Layout, directory)).OfType<Finding>(),
            .. databaseFindings,
            .. recorded.Damage.Select(OfJournal),
        ];
        return new DeepVerifyReport(
            versions.Count(Exists),
            [.. findings.OrderBy(finding => finding.Module is null).ThenBy(finding => finding.Module?.ToString() ?? "", StringComparer.Ordinal)],
            [.. results.SelectMany(result => result.Notes), .. databaseNotes])
        {
            Versions = versions,
        };
    }

    private async Task<(IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)> CheckAsync(VerifyContext context, CachedVersion version, CancellationToken cancellationToken)
    {
        var module = version.Module;
        if (!Exists(version))
        {
            _options.Observer.Published(module, cached: true);
            return ([], [new VerifyNote(module, "module", "it is not in the cache")]);
        }

        _options.Observer.Started(module, ModuleFileKind.Zip, LengthOf(version.ZipPath));
        try
        {
            var result = await new ModuleCheck(context, version).RunAsync(cancellationToken);
            Tell(module, result.Findings);
            return result;
        }
        catch (Exception error) when ((error is SutlerException and not FatalException) || OsError.Is(error))
        {
            Finding finding = new() { Kind = FindingKind.Unreadable, Module = module, File = version.Directory, Detail = error.Message };
            Tell(module, [finding]);
            return ([finding], []);
        }
    }

    private void Tell(ModuleId module, IReadOnlyList<Finding> findings)
    {
        if (findings is [var first, ..])
        {
            _options.Observer.Failed(module, $"{FindingKinds.NameOf(first.Kind)} ({first.File})");
        }
        else
        {
            _options.Observer.Published(module, cached: true);
        }
    }

    private static bool Exists(CachedVersion version) =>
        new[] { version.ModPath, version.InfoPath, version.ZipPath, version.ZipHashPath, version.TreePath }.Any(path => KindOf(path) != FileKind.Missing);

    // What the system refuses to tell is there, and told of later.
    private static FileKind KindOf(string path)
    {
        try
        {
            return FileStatus.Of(path).Kind;
        }
        catch (SutlerException)
        {
            return FileKind.Special;
        }
    }

    private static long? LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file is { Exists: true, Length: > 0 } ? file.Length : null;
    }

    // Nothing can be cached under a name that cannot be stored.
    private CachedVersion? TryLocate(ModuleId module)
    {
        try
        {
            return Layout.Locate(module);
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    private static Finding OfJournal(JournalDamage damage) => new()
    {
        Kind = FindingKind.JournalDamaged,
        File = damage.Journal,
        Detail = (damage.Line > 0 ? $"line {damage.Line}: " : "") + $"{damage.Reason}; what it recorded of one file or more is lost",
    };
}
