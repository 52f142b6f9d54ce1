using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Sources;
using Sutler.Go.Verify;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Repair;

/// <content>The <c>.mod</c> and the <c>.info</c>.</content>
internal sealed partial class ModuleRepair
{
    private IReadOnlyList<NamedSource> Sources() => Parts.Sources(ModulePath.Parse(Module.Path));

    private async Task<RepairResult> RepairGoModAsync(RepairResult result, CancellationToken cancellationToken)
    {
        var key = Module with { Version = Module.Version + "/go.mod" };
        var (opinion, _) = await HearAsync(key, await _context.Authority.FindAsync(key, cancellationToken), [RepairedPart.GoMod], cancellationToken);
        if (opinion.Contradicting.Any())
        {
            return result with { Outcome = RepairOutcome.Failed, Cause = MismatchCause.GoSumDisagrees, Reason = BothCannotHold };
        }

        bool IsGood(byte[] data) => opinion.Trusted is { } trusted ? H1.OfGoMod(data).Text == trusted.Hash : IsRecorded(_version.ModPath, data);
        if (Parts.DryRun)
        {
            return result with { Outcome = RepairOutcome.Planned };
        }

        if (await FindInCacheAsync(IsGood, cancellationToken) is var (held, place))
        {
            return await ReplaceGoModAsync(result with { Source = place }, held, cancellationToken);
        }

        var answers = new List<SourceAnswer>();
        foreach (var source in Sources())
        {
            var (data, answer) = await AskAsync(source, repository => repository.GoModAsync(Module.Version, cancellationToken), SourceAsker.GoModContent);
            answers.Add(answer);
            result = result with { BytesFetched = result.BytesFetched + (data?.Length ?? 0), Evidence = Rows(answers, opinion.Trusted?.Hash) };
            if (data is not null && IsGood(data))
            {
                return await ReplaceGoModAsync(result with { Source = source.Name }, data, cancellationToken);
            }
        }

        if (IsWhatSourcesServe(answers, RepairedPart.GoMod))
        {
            return result with { Outcome = RepairOutcome.Failed, Reason = ServedLikeThis };
        }

        result = await TakeAwayAsync(result, cancellationToken);
        return result with { Outcome = RepairOutcome.Failed, Reason = NoSource(opinion.Trusted is null) + "; the bad file is in quarantine" };
    }

    private bool IsWhatSourcesServe(IEnumerable<SourceAnswer> answers, RepairedPart part) => answers.OfType<SourceAnswer.Gave>()
        .Any(answer => answer.Content.H1.Length > 0 && _findings[part].Any(finding => finding.Found == answer.Content.H1));

    private async Task<RepairResult> ReplaceGoModAsync(RepairResult result, byte[] data, CancellationToken cancellationToken)
    {
        result = await KeepAsync(result, cancellationToken);
        await _context.Cache.WriteModAsync(_version, data, cancellationToken);
        return result with { Outcome = RepairOutcome.Repaired };
    }

    // What the cache holds twice costs no request: the zip and the tree have the go.mod, too, unless it was made up for the module.
    private async Task<(byte[] Data, string Place)?> FindInCacheAsync(Func<byte[], bool> isGood, CancellationToken cancellationToken)
    {
        if (StoredFile.Read(Path.Combine(_version.TreePath, "go.mod"), ModuleZipLimits.GoMod) is StoredFile.Content { Bytes: { Length: > 0 } tree } && isGood(tree))
        {
            return (tree, "the extracted tree");
        }

        return await ReadFromZipAsync(cancellationToken) is { } zip && isGood(zip) ? (zip, "the zip in the cache") : null;
    }

    private async Task<byte[]?> ReadFromZipAsync(CancellationToken cancellationToken)
    {
        if (FileStatus.Of(_version.ZipPath) is not { Kind: FileKind.Regular, Length: > 0 })
        {
            return null;
        }

        var scratch = Quarantine.CreateScratch(Quarantine.DirectoryOf(_version));
        try
        {
            using var zip = ModuleZip.Open(_version.ZipPath);
            var entry = zip.Directory.Entries.LastOrDefault(entry => entry.Name == $"{Module}/go.mod" && entry.Length <= ModuleZipLimits.GoMod);
            if (entry is null)
            {
                return null;
            }

            using var reader = new ZipEntryReader();
            var path = Path.Combine(scratch, "go.mod");
            reader.Read(zip, reader.OpenWindow(zip), entry, path, new byte[32], cancellationToken);
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (SutlerException)
        {
            return null;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
        finally
        {
            TreeRemover.RemoveQuietly(scratch);
        }
    }

    // No hash speaks for an .info: the go command, too, takes what a source says of the version.
    private async Task<RepairResult> RepairInfoAsync(RepairResult result, CancellationToken cancellationToken)
    {
        if (Parts.DryRun)
        {
            return result with { Outcome = RepairOutcome.Planned };
        }

        var answers = new List<SourceAnswer>();
        foreach (var source in Sources())
        {
            var (info, answer) = await AskAsync(source, repository => repository.StatAsync(Module.Version, cancellationToken), info => new Content(info.Version, ""));
            answers.Add(answer);
            result = result with { Evidence = Rows(answers, Module.Version) };
            if (info is not null && info.Version == Module.Version)
            {
                result = await KeepAsync(result, cancellationToken);
                await _context.Cache.WriteInfoAsync(_version, info, cancellationToken);
                return result with { Outcome = RepairOutcome.Repaired, Source = source.Name, BytesFetched = InfoFile.Encode(info).Length };
            }
        }

        // A broken one is as good as none; one of another version is worse.
        result = await TakeAwayAsync(result, cancellationToken);
        return result with { Outcome = RepairOutcome.Removed, Reason = "no source has it; the next download fetches it" };
    }

    private bool IsRecorded(string path, byte[] data) =>
        _context.Layout.DownloadName(path) is { } name && BlockDigests.Of(data) is var found && _context.Recorded.FindAll(name).Any(record => record.Matches(found));

    private static async Task<(T? Answer, SourceAnswer Shown)> AskAsync<T>(NamedSource source, Func<IModuleRepository, Task<T>> askAsync, Func<T, Content> describe)
        where T : class
    {
        if (source.Repository is not { } repository)
        {
            return (null, new SourceAnswer.NotAsked(source.Name, source.Reason));
        }

        try
        {
            var answer = await askAsync(repository);
            return (answer, new SourceAnswer.Gave(source.Name, describe(answer)));
        }
        catch (SutlerException failure)
        {
            return (null, new SourceAnswer.Failed(source.Name, SourceAsker.FirstLine(failure.Message)));
        }
    }

    private static IReadOnlyList<Observation> Rows(IReadOnlyList<SourceAnswer> answers, string? expected) => [.. answers.Select(answer => new Observation(
        answer.Name,
        answer switch
        {
            SourceAnswer.Gave gave when gave.Content.H1.Length == 0 => "no zip that can be read",
            SourceAnswer.Gave gave => gave.Content.H1 + (gave.Content.H1 == expected ? ", as expected" : ""),
            SourceAnswer.NotAsked skipped => $"not asked: {skipped.Reason}",
            SourceAnswer.Failed failed => $"failed: {failed.Reason}",
            _ => "",
        }))];

    private static string NoSource(bool isUnknown) => isUnknown
        ? "neither go.sum nor the checksum database says what it should be, and no source has the bytes that were recorded"
        : "no source has it";
}
