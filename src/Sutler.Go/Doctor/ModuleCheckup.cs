using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Doctor;

/// <summary>The part of a checkup that goes the way of one module.</summary>
internal sealed class ModuleCheckup(CheckupWorld world, ProjectView project, WatchedSources sources, UrlReader reader, Action<Step> tell)
{
    private const int MostParents = 3;

    private readonly List<StepDetail> _sums = [];
    private string _servedBy = "the source";

    /// <summary>Gives the module by the version that was found for it, or as it was asked for.</summary>
    public async Task<ModuleId> RunAsync(ModuleId wanted, CancellationToken cancellationToken)
    {
        var named = Named(wanted);
        if (named is null)
        {
            return wanted;
        }

        Private(named.Value.Path);
        if (await ResolveAsync(named.Value, cancellationToken) is not { } module)
        {
            return named.Value;
        }

        await LookAsync(module, cancellationToken);
        return module;
    }

    /// <summary>The step <c>module</c>: what the name means here; null when nothing is left to look at.</summary>
    private ModuleId? Named(ModuleId wanted)
    {
        if (project.MainModules.Contains(wanted.Path))
        {
            return Nothing(wanted, "is the main module: it is not downloaded");
        }

        if (GoVersion.IsToolchain(wanted.Path) || wanted.Path is "std" or "cmd")
        {
            return Bad(wanted, $"{wanted.Path} is part of Go and no module that can be downloaded", "");
        }

        if (!ModulePath.TryParse(wanted.Path, out _, out var error))
        {
            return Bad(wanted, error.Reason, "");
        }

        var module = wanted;
        if (wanted.Version.Length == 0)
        {
            var required = project.Requires.FirstOrDefault(require => require.Path == wanted.Path);
            module = wanted with { Version = required.Version is { Length: > 0 } version ? version : "latest" };
        }

        if (project.Replacements.Find(module) is { } target)
        {
            if (target.Version.Length == 0)
            {
                return Nothing(module, $"is replaced by the directory {target.Path}: it is not downloaded");
            }

            tell(new Step("module", StepStatus.Ok, $"{module} is replaced by {target}") { Details = Names(target) });
            return target;
        }

        if (SemanticVersion.IsCanonical(module.Version) && ModulePathRules.Check(module.Path, module.Version) is { } disagreement)
        {
            return Bad(module, disagreement.Reason, Better(module));
        }

        tell(new Step("module", StepStatus.Ok, wanted.Version.Length == 0 ? $"{module}, as {(module.Version == "latest" ? "none is named" : "go.mod requires")}" : module.ToString()) { Details = Names(module) });
        return module;
    }

    private void Private(string path)
    {
        var environment = world.Environment;
        var (noProxy, noSum) = (environment.GoNoProxy.Matches(path), environment.GoNoSumDb.Matches(path));
        var summary = (noProxy, noSum) switch
        {
            (true, true) => "yes: named to no proxy and to no checksum database",
            (true, false) => "named to no proxy, but to the checksum database",
            (false, true) => "named to proxies, but to no checksum database",
            _ => "no: neither GONOPROXY nor GONOSUMDB matches",
        };
        StepDetail[] details =
        [
            .. noProxy ? [new StepDetail("GONOPROXY", environment.GoNoProxy.Text)] : Array.Empty<StepDetail>(),
            .. noSum ? [new StepDetail("GONOSUMDB", environment.GoNoSumDb.Text)] : Array.Empty<StepDetail>(),
        ];
        tell(new Step("private", StepStatus.Ok, summary) { Details = details });
    }

    private async Task<ModuleId?> ResolveAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (SemanticVersion.IsCanonical(module.Version))
        {
            return module;
        }

        var settings = new QuerySettings
        {
            Sources = sources,
            ReadGoModAsync = (id, token) => sources.TryEachAsync(ModulePath.Parse(id.Path), (repository, inner) => repository.GoModAsync(id.Version, inner), token),
            RunningGoVersion = world.Environment.GoVersion,
            Replacements = project.Replacements,
            MainModules = project.MainModules,
        };
        try
        {
            var found = await new VersionQuery(settings).ResolveAsync(module.Path, module.Version, "", allowed: null, cancellationToken);
            tell(new Step("query", StepStatus.Ok, $"{module} is {found.Version}") { Details = [new StepDetail("version", found.Version) { IsInSummary = true }] });
            return module with { Version = found.Version };
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            var reason = FaultReader.Line(failure.Message);
            tell(new Step("query", StepStatus.Fail, reason) { Finding = sources.LastAskedNobody ? new Finding.BadName(reason, "") : null });
            if (sources.LastWasAbsence || failure is NoMatchingVersionException)
            {
                await ExplainAbsenceAsync(module, cancellationToken);
            }

            return null;
        }
    }

    private async Task LookAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var version = world.Layout.Locate(module);
        var cached = new CachedModuleCheck(world, new ModuleCache(world.Layout, world.Files.Locks, world.Time), version);
        foreach (var step in new CacheCheck(world).Look(version).Concat(await cached.LookAsync(cancellationToken)))
        {
            tell(step);
        }

        var (zipSum, zipFile) = project.SumOf(module);
        var (modSum, modFile) = project.SumOf(module with { Version = module.Version + "/go.mod" });
        tell(GoSum(module, (zipSum, zipFile), (modSum, modFile)));
        var isComplete = cached.IsWhole;
        if (isComplete && Agrees(cached, zipSum, modSum))
        {
            tell(new Step("sources", StepStatus.Skip, "not asked: all is in the cache")
            {
                Finding = new Finding.NothingToFetch(zipSum.Length > 0 ? "is whole in the cache, with the hashes of go.sum" : "is whole in the cache"),
            });
        }

        var goMod = isComplete ? cached.GoMod : await AskAsync(module, version, cached, cancellationToken);
        var (database, zipRecord, modRecord) = await DatabaseAsync(module, goMod is not null, zipSum.Length > 0 && modSum.Length > 0, cancellationToken);
        tell(database);
        var modHash = goMod is null ? "" : H1.OfGoMod(goMod).Text;
        Compare(new Finding.Mismatch
        {
            What = "go.mod",
            GoSum = modSum,
            Database = modRecord,
            Served = cached.GoMod is null ? modHash : "",
            Source = _servedBy,
            Cached = cached.GoMod is null ? "" : modHash,
        });
        Compare(new Finding.Mismatch { What = "zip", GoSum = zipSum, Database = zipRecord, Cached = cached.ZipHash });
    }

    // It hears of a module when a download would ask it, and not before: the sources come first.
    private async Task<(Step Step, string Zip, string GoMod)> DatabaseAsync(ModuleId module, bool isReached, bool isListed, CancellationToken cancellationToken)
    {
        var reason = !isReached ? "a download does not get that far"
            : isListed && PrivateLook.Reason(module.Path, "").Length > 0 ? "go.sum has both hashes, and the module looks private"
            : null;
        return reason is null
            ? await new DatabaseCheck(world, reader).LookAsync(module, isNeeded: !isListed, cancellationToken)
            : (new Step("database", StepStatus.Skip, $"not asked: {reason}"), "", "");
    }

    // In the order of a download; what is in the cache is not asked for. Gives the go.mod.
    private async Task<byte[]?> AskAsync(ModuleId module, CachedVersion version, CachedModuleCheck cached, CancellationToken cancellationToken)
    {
        var path = ModulePath.Parse(module.Path);
        if (cached.Info is null && !await SucceedsAsync(repository => repository.StatAsync(module.Version, cancellationToken)))
        {
            return cached.GoMod;
        }

        var goMod = cached.GoMod;
        if (goMod is null && !await SucceedsAsync(async repository => goMod = await repository.GoModAsync(module.Version, cancellationToken)))
        {
            return null;
        }

        if (!cached.HasZip)
        {
            long? length = null;
            if (await SucceedsAsync(async repository => length = await ((WatchedRepository)repository).MeasureZipAsync(module.Version, cancellationToken)) && length is { } bytes)
            {
                tell(new CacheCheck(world).Room(version, bytes, cached.Held));
            }
        }

        return goMod;

        async Task<bool> SucceedsAsync<T>(Func<IModuleRepository, Task<T>> askAsync)
        {
            try
            {
                await sources.TryEachAsync(path, (repository, _) => NoteAsync(repository, askAsync), cancellationToken);
                return true;
            }
            catch (SutlerException failure) when (failure is not FatalException)
            {
                if (sources.LastWasAbsence)
                {
                    await ExplainAbsenceAsync(module, cancellationToken);
                }

                return false;
            }
        }
    }

    private async Task<T> NoteAsync<T>(IModuleRepository repository, Func<IModuleRepository, Task<T>> askAsync)
    {
        var answer = await askAsync(repository);
        _servedBy = ((WatchedRepository)repository).Host;
        return answer;
    }

    // Whether the path or only the version is wrong; and whether the path is that of a package.
    private async Task ExplainAbsenceAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (await KnownAsync(module.Path, isWanted: true, cancellationToken) || PrivateLook.Reason(module.Path, "").Length > 0)
        {
            return;
        }

        var elements = module.Path.Split('/');
        for (var count = elements.Length - 1; count > 1 && count >= elements.Length - MostParents; count--)
        {
            if (await KnownAsync(string.Join('/', elements[..count]), isWanted: false, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> KnownAsync(string modulePath, bool isWanted, CancellationToken cancellationToken)
    {
        if (!ModulePath.TryParse(modulePath, out var path, out _))
        {
            return false;
        }

        try
        {
            var (versions, newest) = await sources.Unwatched.TryEachAsync(path, AskAsync, cancellationToken);
            tell(new Step("versions", StepStatus.Ok, versions.Count > 0 ? $"{modulePath}: {VerdictTexts.Count(versions.Count, "version")}" : $"{modulePath}: no version, newest revision {newest}")
            {
                Details = versions.Count > 0 ? [StepDetail.Of("highest", [.. versions.TakeLast(5)])] : [],
                Finding = isWanted ? new Finding.KnownVersions(versions, newest) : new Finding.EnclosingModule(modulePath),
            });
            return true;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            if (isWanted)
            {
                tell(new Step("versions", StepStatus.Warn, $"{modulePath}: {FaultReader.Read(failure).Reason}"));
            }

            return false;
        }

        // An empty list says nothing: some proxies have one of everything.
        static async Task<(IReadOnlyList<string>, string)> AskAsync(IModuleRepository repository, CancellationToken token)
        {
            var listing = await repository.VersionsAsync("", token);
            return listing.Versions.Count > 0 ? (listing.Versions, "") : ([], (await repository.LatestAsync(token)).Version);
        }
    }

    private Step GoSum(ModuleId module, (string Hash, string File) zip, (string Hash, string File) goMod)
    {
        if (zip.Hash.Length > 0)
        {
            _sums.Add(new StepDetail("zip", zip.Hash) { Origin = zip.File });
        }

        if (goMod.Hash.Length > 0)
        {
            _sums.Add(new StepDetail("go.mod", goMod.Hash) { Origin = goMod.File });
        }

        var summary = (zip.Hash.Length > 0, goMod.Hash.Length > 0) switch
        {
            (true, true) => $"lists {module}",
            (false, true) => $"lists the go.mod of {module}, not its zip",
            (true, false) => $"lists the zip of {module}, not its go.mod",
            _ => project.File.Length == 0 ? "none: no project" : $"does not list {module}",
        };
        return new Step("go.sum", StepStatus.Ok, summary) { Details = _sums };
    }

    private void Compare(Finding.Mismatch hashes)
    {
        string[] known = [.. new[] { hashes.GoSum, hashes.Database, hashes.Served, hashes.Cached }.Where(hash => hash.Length > 0).Distinct()];
        if (known.Length > 1)
        {
            tell(new Step("hashes", StepStatus.Fail, $"hashes of the {hashes.What} differ") { Finding = hashes });
        }
    }

    private static bool Agrees(CachedModuleCheck cached, string zipSum, string modSum) =>
        (zipSum.Length == 0 || zipSum == cached.ZipHash) && (modSum.Length == 0 || modSum == H1.OfGoMod(cached.GoMod).Text);

    private ModuleId? Nothing(ModuleId module, string why)
    {
        tell(new Step("module", StepStatus.Ok, $"{module} {why}") { Details = Names(module), Finding = new Finding.NothingToFetch(why) });
        return null;
    }

    private ModuleId? Bad(ModuleId module, string reason, string better)
    {
        tell(new Step("module", StepStatus.Fail, reason) { Details = Names(module), Finding = new Finding.BadName(reason, better) });
        return null;
    }

    private static StepDetail[] Names(ModuleId module) => [new StepDetail("path", module.Path) { IsInSummary = true }, new StepDetail("version", module.Version) { IsInSummary = true }];

    // The path with the major version that the version has.
    private static string Better(ModuleId module)
    {
        if (!ModulePathRules.TrySplitMajor(module.Path, out var prefix, out _))
        {
            return "";
        }

        var major = SemanticVersion.Major(module.Version);
        var path = major is "v0" or "v1" ? prefix : $"{prefix}/{major}";
        return ModulePathRules.Check(path, module.Version) is null ? $"{path}@{module.Version}" : "";
    }
}
