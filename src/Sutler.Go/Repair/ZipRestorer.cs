using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Download;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Transfer.Files;

namespace Sutler.Go.Repair;

/// <summary>Gets a good zip of one module version: the damaged blocks alone where it was recorded what they were, else the whole; source after source.</summary>
/// <remarks>
/// Nothing is believed: a block counts when it has the recorded digest, whichever source it came from, and the whole counts when its
/// content has the expected hash. A lock of our own is held meanwhile, not the go command's (decision 5). Used once.
/// </remarks>
internal sealed class ZipRestorer
{
    private const int Workers = 2;

    private readonly RepairContext _context;
    private readonly CachedVersion _version;
    private readonly string? _expected;
    private readonly FetchCounter _counter = new();
    private readonly List<SourceAnswer> _answers = [];

    /// <summary><paramref name="expected"/> is the h1 that the content must have; null when nobody knows, and then the bytes must be those recorded.</summary>
    public ZipRestorer(RepairContext context, CachedVersion version, string? expected)
    {
        _context = context;
        _version = version;
        _expected = expected;
    }

    /// <summary>Bytes that were fetched.</summary>
    public long BytesFetched => _counter.Total;

    /// <summary>What the sources gave as a whole, or why they did not.</summary>
    public IReadOnlyList<SourceAnswer> Answers => _answers;

    private IReadOnlyList<FileDigest> Records =>
        _context.Layout.DownloadName(_version.ZipPath) is { } name ? _context.Recorded.FindAll(name) : [];

    /// <summary>A good zip, or null when no source has one. Fails when nothing can be written.</summary>
    public async Task<RestoredZip?> RestoreAsync(CancellationToken cancellationToken)
    {
        var held = await _context.Cache.LockTransferAsync(_version, cancellationToken);
        try
        {
            var sources = _context.Parts.Sources(ModulePath.Parse(_version.Module.Path));
            var (file, source) = await FromBlocksAsync(sources, cancellationToken) is { File: not null } patched
                ? patched
                : await AsWholeAsync(sources, cancellationToken);
            if (file is not null)
            {
                return new RestoredZip(new ZipTransfer(file, held, static () => { }), source);
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }

        held.Dispose();
        return null;
    }

    private PartialFile Open(bool inOnePiece, IPartialFileObserver observer) => PartialFile.Open(
        _version.PartialZipPath, observer, _context.Cache.Space.Failure, inOnePiece, bytes => _context.Cache.Space.CheckTransfer(_version.PartialZipPath, bytes));

    private async Task<(PartialFile? File, string Source)> FromBlocksAsync(IReadOnlyList<NamedSource> sources, CancellationToken cancellationToken)
    {
        if (Records is not { Count: > 0 } records)
        {
            return (null, "");
        }

        var here = FileStatus.Of(_version.ZipPath) is { Kind: FileKind.Regular, Length: > 0 } ? new[] { _version.ZipPath } : [];
        foreach (var path in here.Concat(_context.Taken.Files(_version)))
        {
            using var bad = OpenBad(path);
            if (bad is not null && await FromBlocksAsync(bad, records, sources, cancellationToken) is { File: not null } assembled)
            {
                return assembled;
            }
        }

        return (null, "");
    }

    private async Task<(PartialFile? File, string Source)> FromBlocksAsync(
        SafeFileHandle bad, IReadOnlyList<FileDigest> records, IReadOnlyList<NamedSource> sources, CancellationToken cancellationToken)
    {
        foreach (var record in records.Where(record => record.Length > 0))
        {
            var damaged = BlockHasher.FindDamage(bad, record.Content, Workers, cancellationToken).Select(block => block.Index).ToHashSet();

            // Where nothing is left, the whole costs no more and needs no parts.
            if (damaged.Count < record.Blocks.Length && await AssembleAsync(bad, record, damaged, sources, cancellationToken) is { File: not null } assembled)
            {
                return assembled;
            }
        }

        return (null, "");
    }

    private static SafeFileHandle? OpenBad(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return null;
        }
    }

    private async Task<(PartialFile? File, string Source)> AssembleAsync(
        SafeFileHandle bad, FileDigest record, HashSet<int> damaged, IReadOnlyList<NamedSource> sources, CancellationToken cancellationToken)
    {
        var file = Open(inOnePiece: true, SilentFileObserver.Instance);
        var willing = sources.Where(source => source.Repository is not null).ToList();
        var used = new List<string>();
        var isGood = false;
        try
        {
            file.StartOver(record.Length, null);
            for (var index = 0; index < record.Blocks.Length; index++)
            {
                var block = damaged.Contains(index)
                    ? await FetchAsync(record, index, (willing, used), cancellationToken)
                    : ReadGood(bad, record, index);
                if (block is null)
                {
                    return (null, "");
                }

                file.Write(record.Content[index].Offset, block);
            }

            file.Complete();
            file.Close();
            isGood = _expected is null || (await SourceAsker.ZipContentAsync(file.Path, cancellationToken)).H1 == _expected;
            return isGood ? (file, used.Count == 0 ? "the cache" : string.Join(", ", used)) : (null, "");
        }
        finally
        {
            if (!isGood)
            {
                file.Discard();
                file.Dispose();
            }
        }
    }

    // Once more by digest: the file is not ours alone.
    private static byte[]? ReadGood(SafeFileHandle bad, FileDigest record, int index)
    {
        var block = record.Content[index];
        var bytes = new byte[block.Length];
        var filled = 0;
        for (int count; filled < bytes.Length && (count = RandomAccess.Read(bad, bytes.AsSpan(filled), block.Offset + filled)) > 0;)
        {
            filled += count;
        }

        return filled == bytes.Length && BlockDigest.Of(bytes) == record.Blocks[index] ? bytes : null;
    }

    // A source that cannot give one block of this file will not have the others.
    private async Task<byte[]?> FetchAsync(
        FileDigest record, int index, (List<NamedSource> Willing, List<string> Used) sources, CancellationToken cancellationToken)
    {
        foreach (var source in sources.Willing.ToArray())
        {
            var why = "it has other bytes there";
            try
            {
                var bytes = await source.Repository!.ZipPartAsync(_version.Module.Version, record.Content[index], record.Length, cancellationToken);
                _counter.Add(bytes.Length);
                if (BlockDigest.Of(bytes) == record.Blocks[index])
                {
                    sources.Used.Remove(source.Name);
                    sources.Used.Add(source.Name);
                    return bytes;
                }
            }
            catch (SutlerException failure)
            {
                why = SourceAsker.FirstLine(failure.Message);
            }

            sources.Willing.Remove(source);
            _answers.Add(new SourceAnswer.Failed($"{source.Name} ({record.Content[index]})", why));
        }

        return null;
    }

    private async Task<(PartialFile? File, string Source)> AsWholeAsync(IReadOnlyList<NamedSource> sources, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (source.Repository is not { } repository)
            {
                _answers.Add(new SourceAnswer.NotAsked(source.Name, source.Reason));
                continue;
            }

            if (await FetchWholeAsync(source.Name, repository, cancellationToken) is { } file)
            {
                return (file, source.Name);
            }
        }

        return (null, "");
    }

    private async Task<PartialFile?> FetchWholeAsync(string name, IModuleRepository repository, CancellationToken cancellationToken)
    {
        foreach (var inOnePiece in new[] { false, true })
        {
            var file = Open(inOnePiece, _counter);
            var isGood = false;
            try
            {
                await repository.ZipAsync(_version.Module.Version, file, cancellationToken);
                file.Close();
                var content = await SourceAsker.ZipContentAsync(file.Path, cancellationToken);
                isGood = IsGood(file.Path, content, cancellationToken);
                if (isGood || !file.CameInPieces)
                {
                    _answers.Add(new SourceAnswer.Gave(name, content));
                    return isGood ? file : null;
                }
            }
            catch (SutlerException failure)
            {
                _answers.Add(new SourceAnswer.Failed(name, SourceAsker.FirstLine(failure.Message)));
                return null;
            }
            finally
            {
                if (!isGood)
                {
                    file.Discard();
                    file.Dispose();
                }
            }
        }

        return null;
    }

    private bool IsGood(string path, Content content, CancellationToken cancellationToken)
    {
        var hasHash = _expected is null
            ? Records is { Count: > 0 } records && BlockHasher.HashFile(path, Workers, cancellationToken) is var found && records.Any(record => record.Matches(found))
            : content.H1 == _expected;
        if (!hasHash)
        {
            return false;
        }

        using var zip = ModuleZip.Open(path);
        return ModuleZipRules.FindUnexpectedFile(zip.Directory, _version.Module) is null;
    }
}
