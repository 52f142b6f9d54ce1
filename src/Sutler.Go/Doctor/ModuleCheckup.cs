using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Loading;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Doctor;

/// <summary>The part of a checkup that goes the way of one module.</summary>
internal sealed class ModuleCheckup(CheckupWorld world, ProjectView project, WatchedSources sources, UrlReader reader, Action<Step> tell)
{
    private readonly AbsenceCheck _absence = new(sources, tell);

    /// <summary>Gives the module by the version that was found for it, or as it was asked for.</summary>
    public async Task<ModuleId> RunAsync(ModuleId wanted, CancellationToken cancellationToken)
    {
        var (step, found) = new ModuleNaming(project).Look(wanted);
        tell(step);
        if (found is not { } named)
        {
            return wanted;
        }

        tell(Privacy(named.Path));
        if (await ResolveAsync(named, cancellationToken) is not { } module)
        {
            return named;
        }

        await LookAsync(module, cancellationToken);
        return module;
    }

    private Step Privacy(string path)
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
        return new Step("private", StepStatus.Ok, summary) { Details = details };
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
                await _absence.ExplainAsync(module, cancellationToken);
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
        var content = new ContentCheck(world, sources, (version, cached), tell);
        var look = cached.HasZipFile ? await content.CachedAsync(cancellationToken) : null;
        if (cached.IsWhole)
        {
            tell(Whole(cached, look!, zipSum, modSum));
        }

        var (goMod, servedBy) = (cached.GoMod, "");
        if (!cached.IsWhole)
        {
            (goMod, servedBy, var served) = await AskAsync(module, (version, cached), content, cancellationToken);
            look ??= served;
        }

        var (database, zipRecord, modRecord) = await DatabaseAsync(module, goMod is not null, zipSum.Length > 0 && modSum.Length > 0, cancellationToken);
        tell(database);
        sources.TellHang(null);
        foreach (var held in world.Held.Take(HeldAt.Reading))
        {
            tell(held);
        }

        tell(GoVersionStep(module, goMod));
        var modHash = goMod is null ? "" : H1.OfGoMod(goMod).Text;
        Compare(new Finding.Mismatch
        {
            What = "go.mod",
            GoSum = project.SumOf(module with { Version = module.Version + "/go.mod" }, modHash),
            Database = modRecord,
            Served = cached.GoMod is null ? modHash : "",
            Source = servedBy,
            Cached = cached.GoMod is null ? "" : modHash,
        });
        var isCached = cached.HasZipFile && look?.Hash.Length > 0;
        Compare(new Finding.Mismatch
        {
            What = "zip",
            GoSum = project.SumOf(module, look?.Hash ?? ""),
            Database = zipRecord,
            Served = isCached ? "" : look?.Hash ?? "",
            Source = look?.Source ?? "",
            Cached = isCached ? look!.Hash : cached.HasZip ? cached.ZipHash : "",
            Recorded = cached.HasZip ? cached.ZipHash : "",
        });
    }

    private static Step Whole(CachedModuleCheck cached, ZipLook look, string zipSum, string modSum)
    {
        var isSound = look.Hash.Length > 0 ? look.Hash == cached.ZipHash : look.Step.Status == StepStatus.Skip;
        var nothing = "is whole in the cache" + (zipSum.Length > 0 ? ", with the hashes of go.sum" : "") + (look.Step.Status == StepStatus.Skip ? "; its content was not looked at" : "");
        return new Step("sources", StepStatus.Skip, "not asked: all is in the cache")
        {
            Finding = isSound && Agrees(cached, zipSum, modSum) ? new Finding.NothingToFetch(nothing) : null,
        };
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

    // In the order of a download; what is in the cache is not asked for. Gives the go.mod, who served it if it was fetched, and the zip.
    private async Task<(byte[]? GoMod, string ServedBy, ZipLook? Zip)> AskAsync(
        ModuleId module, (CachedVersion Version, CachedModuleCheck Cached) at, ContentCheck content, CancellationToken cancellationToken)
    {
        var cached = at.Cached;
        if (cached.Info is null && !await SucceedsAsync(module, (repository, token) => repository.StatAsync(module.Version, token), cancellationToken))
        {
            return (cached.GoMod, "", null);
        }

        var (goMod, servedBy) = (cached.GoMod, "");
        if (goMod is null && !await SucceedsAsync(
            module, async (repository, token) => (goMod, servedBy) = (await repository.GoModAsync(module.Version, token), repository.Host), cancellationToken))
        {
            return (null, "", null);
        }

        long? length = null;
        if (cached.HasZipFile
            || !await SucceedsAsync(module, async (repository, token) => length = await repository.MeasureZipAsync(module.Version, token), cancellationToken))
        {
            return (goMod, servedBy, null);
        }

        var room = length is { } bytes ? new CacheCheck(world).Room(at.Version, bytes, cached.Held) : null;
        if (room is not null)
        {
            tell(room);
        }

        return (goMod, servedBy, room?.Status == StepStatus.Fail ? null : await content.ServedAsync(length, cancellationToken));
    }

    private async Task<bool> SucceedsAsync<T>(ModuleId module, Func<WatchedRepository, CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        try
        {
            await sources.TryEachAsync(ModulePath.Parse(module.Path), (repository, token) => askAsync((WatchedRepository)repository, token), cancellationToken);
            return true;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            if (sources.LastWasAbsence)
            {
                await _absence.ExplainAsync(module, cancellationToken);
            }

            return false;
        }
    }

    // The last thing that a download looks at.
    private Step GoVersionStep(ModuleId module, byte[]? goMod)
    {
        var needed = goMod is null ? "" : GoModScanner.GoVersionOf(goMod);
        if (needed.Length == 0 || GoVersion.Compare(needed, world.Environment.GoVersion) <= 0)
        {
            return new Step("go-version", goMod is null ? StepStatus.Skip : StepStatus.Ok, goMod is null ? "not known: there is no go.mod to read" : needed.Length == 0 ? "its go.mod names none" : $"go {needed} is enough");
        }

        var reason = new TooNewException(module.ToString(), needed, world.Environment).Message;
        return new Step("go-version", StepStatus.Fail, reason) { Finding = new Finding.NeedsNewerGo(reason, needed) };
    }

    private Step GoSum(ModuleId module, (string Hash, string File) zip, (string Hash, string File) goMod)
    {
        List<StepDetail> details = [];
        if (zip.Hash.Length > 0)
        {
            details.Add(new StepDetail("zip", zip.Hash) { Origin = zip.File });
        }

        if (goMod.Hash.Length > 0)
        {
            details.Add(new StepDetail("go.mod", goMod.Hash) { Origin = goMod.File });
        }

        var summary = (zip.Hash.Length > 0, goMod.Hash.Length > 0) switch
        {
            (true, true) => $"lists {module}",
            (false, true) => $"lists the go.mod of {module}, not its zip",
            (true, false) => $"lists the zip of {module}, not its go.mod",
            _ => project.File.Length == 0 ? "none: no project" : $"does not list {module}",
        };
        return new Step("go.sum", StepStatus.Ok, summary) { Details = details };
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
}
