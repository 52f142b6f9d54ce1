using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Directories;

/// <summary>Serves what lies in a directory, and changes nothing there. See <see cref="ModuleTree"/> for what it may look like.</summary>
/// <remarks>
/// Only what is complete is served: of a GOMODCACHE no zip without its hash, and nothing of what the go command keeps beside the modules. What
/// is damaged or cannot be read is a failure; absent is only what is not there. Spec: SRV-4 to SRV-8, SRV-11, SRV-12; CACHE-5 to CACHE-9.
/// </remarks>
public sealed class DirectoryModuleServer : IModuleServer
{
    /// <summary>The most bytes of a go.mod. Spec: SRV-8.</summary>
    internal const long LargestText = 16 << 20;

    private const long LargestInfo = 1 << 20;
    private const long LargestHash = 4096;
    private const long KeptBytes = 64 << 20;
    private const long KeptFile = 256 << 10;

    private readonly ModuleTree _tree;
    private readonly TreeFiles _files;
    private readonly TreeCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly StatusCache<ModuleRequest, ServedAnswer.Found> _kept;

    /// <summary>Serves a tree.</summary>
    /// <param name="tree">The directory.</param>
    /// <param name="locks">The locks of this process.</param>
    /// <param name="time">Clock that files are compared with.</param>
    public DirectoryModuleServer(ModuleTree tree, FileLocks locks, TimeProvider time)
    {
        (_tree, _time) = (tree, time);
        _files = new TreeFiles(locks);
        _catalog = new TreeCatalog(tree, _files, time);
        _kept = new StatusCache<ModuleRequest, ServedAnswer.Found>(time, KeptBytes);
    }

    /// <inheritdoc/>
    public ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken) =>
        _kept.TryGet(request, out var kept) ? ValueTask.FromResult<ServedAnswer>(kept) : ReadAsync(request, cancellationToken);

    private async ValueTask<ServedAnswer> ReadAsync(ModuleRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request switch
            {
                ModuleRequest.List list => await ListAsync(list, cancellationToken),
                ModuleRequest.Latest latest => await LatestAsync(latest, cancellationToken),
                ModuleRequest.Info info => await InfoAsync(info, cancellationToken),
                ModuleRequest.GoMod goMod => GoMod(goMod),
                ModuleRequest.Zip zip => await ZipAsync(zip, cancellationToken),
                _ => throw new UnreachableException(),
            };
        }
        catch (SutlerException error)
        {
            return Broken($"{NameOf(request)} cannot be read here: {WithoutPath(error)}");
        }
    }

    private async Task<ServedAnswer> ListAsync(ModuleRequest.List request, CancellationToken cancellationToken) =>
        await _catalog.VersionsAsync(request.Path, cancellationToken) is { } versions
            ? new ServedAnswer.Found(new MemoryContent(versions.Lines) { MediaType = MediaTypes.Text }, AnswerLife.Short)
            : Absent(request);

    private async Task<ServedAnswer> LatestAsync(ModuleRequest.Latest request, CancellationToken cancellationToken)
    {
        if (!_tree.IsModuleCache && TreeFiles.Read(_tree.LatestOf(request.Path), LargestInfo) is { } given)
        {
            return Metadata(request, given, AnswerLife.Short);
        }

        var versions = await _catalog.VersionsAsync(request.Path, cancellationToken);
        foreach (var version in versions is null ? [] : _catalog.Latest(request.Path, versions))
        {
            if (ReadInfo(request.Path, version) is { } data)
            {
                return Metadata(new ModuleRequest.Info(request.Path, version), data, AnswerLife.Short);
            }
        }

        return Absent(request);
    }

    private async Task<ServedAnswer> InfoAsync(ModuleRequest.Info request, CancellationToken cancellationToken)
    {
        if (_tree.FileOf(request.Path, request.Revision, ".info") is not { } file)
        {
            return Absent(request);
        }

        var isVersion = SemanticVersion.IsCanonical(request.Revision);
        var before = StatusCache<ModuleRequest, ServedAnswer.Found>.StatusOf(file);
        if (TreeFiles.Read(file, LargestInfo) is { } data)
        {
            return Keep(request, file, before, Metadata(request, data, isVersion ? AnswerLife.Immutable : AnswerLife.Short));
        }

        return isVersion || await ResolveAsync(request, cancellationToken) is not { } version || ReadInfo(request.Path, version) is not { } resolved
            ? Absent(request)
            : Metadata(new ModuleRequest.Info(request.Path, version), resolved, AnswerLife.Short);
    }

    private async Task<string?> ResolveAsync(ModuleRequest.Info request, CancellationToken cancellationToken) =>
        await _catalog.VersionsAsync(request.Path, cancellationToken) is { } versions ? TreeCatalog.Resolve(request.Revision, versions) : null;

    private byte[]? ReadInfo(ModulePath path, string version) =>
        _tree.FileOf(path, version, ".info") is { } file ? TreeFiles.Read(file, LargestInfo) : null;

    /// <summary>Metadata as it is, if clients will take it. Spec: INFO-1, INFO-2.</summary>
    private static ServedAnswer Metadata(ModuleRequest request, byte[] data, AnswerLife life)
    {
        if (!InfoFile.TryParse(data, out var info, out var error))
        {
            return Damaged(request, error.Reason);
        }

        var wanted = request is ModuleRequest.Info { Revision: var revision } && SemanticVersion.IsCanonical(revision)
            && ModulePathRules.Check(request.Path.Text, revision) is null ? revision : null;
        return info.Version.Length == 0 || (wanted is not null && info.Version != wanted)
            ? Damaged(request, $"it is about version {GoModules.GoQuoting.Quote(info.Version)}")
            : new ServedAnswer.Found(new MemoryContent(data) { MediaType = MediaTypes.Json }, life);
    }

    private ServedAnswer GoMod(ModuleRequest.GoMod request)
    {
        if (_tree.FileOf(request.Path, request.Version, ".mod") is not { } file)
        {
            return Absent(request);
        }

        var before = StatusCache<ModuleRequest, ServedAnswer.Found>.StatusOf(file);
        var data = TreeFiles.Read(file, LargestText);
        if (data is null || data.AsSpan().StartsWith("//vgo 0.0."u8))
        {
            return Absent(request);
        }

        return data.Contains((byte)0)
            ? Damaged(request, "it has bytes that are zero")
            : Keep(request, file, before, new ServedAnswer.Found(new MemoryContent(data) { MediaType = MediaTypes.Text }, AnswerLife.Immutable));
    }

    private async Task<ServedAnswer> ZipAsync(ModuleRequest.Zip request, CancellationToken cancellationToken)
    {
        if (_tree.FileOf(request.Path, request.Version, ".zip") is not { } file)
        {
            return Absent(request);
        }

        var hash = await HashAsync(request, cancellationToken);
        if (hash is ZipHash.Unexpected { Text: var text })
        {
            return Damaged(request, $"unexpected ziphash: {GoModules.GoQuoting.Quote(text)}");
        }

        if (_tree.IsModuleCache && hash is not ZipHash.Present)
        {
            return Absent(request);
        }

        var handle = TreeFiles.Open(file);
        return handle is null ? Absent(request) : await OpenedAsync(request, new FileContent(handle, NameOf(request), MediaTypes.Zip, (hash as ZipHash.Present)?.Hash.Text ?? "", _time));
    }

    private async Task<ZipHash?> HashAsync(ModuleRequest.Zip request, CancellationToken cancellationToken)
    {
        var file = _tree.FileOf(request.Path, request.Version, ".ziphash")!;
        var data = await _files.ReadLockedAsync(file, LargestHash, static data => ZipHash.Parse(data) is not ZipHash.Damaged, cancellationToken);
        return data is null ? null : ZipHash.Parse(data);
    }

    private static async Task<ServedAnswer> OpenedAsync(ModuleRequest.Zip request, FileContent zip)
    {
        var problem = zip.Size > ProxyRepository.MaxZipLength ? $"it has more than {ProxyRepository.MaxZipLength} bytes" : await FindDamageAsync(zip);
        if (problem is null)
        {
            return new ServedAnswer.Found(zip, AnswerLife.Immutable);
        }

        await zip.DisposeAsync();
        return Damaged(request, problem);
    }

    /// <summary>What a machine leaves that lost its power before a zip was on the disk is empty, or begins with zeros.</summary>
    private static async Task<string?> FindDamageAsync(FileContent zip)
    {
        var start = new byte[2];
        await zip.ReadAsync(start, 0, CancellationToken.None);
        return start.AsSpan().SequenceEqual("PK"u8) ? null : "it is no zip";
    }

    private ServedAnswer Keep(ModuleRequest request, string file, FileStatus before, ServedAnswer answer)
    {
        if (answer is ServedAnswer.Found { Content: MemoryContent { Length: { } length } } found && length == before.Length && length <= KeptFile)
        {
            // A request and its bookkeeping are worth about half a kilobyte.
            _kept.Keep(request, file, before, found, length + 512);
        }

        return answer;
    }

    private static ServedAnswer.Absent Absent(ModuleRequest request) => new(404, $"{NameOf(request)} is not in the directory that is served here");

    private static ServedAnswer.Failed Damaged(ModuleRequest request, string how) => Broken($"{NameOf(request)} is damaged here: {how}");

    private static ServedAnswer.Failed Broken(string reason) => new(500, reason) { Cause = AnswerCause.Broken };

    private static string NameOf(ModuleRequest request) => request switch
    {
        ModuleRequest.List => $"list of versions of {request.Path}",
        ModuleRequest.Latest => $"newest version of {request.Path}",
        ModuleRequest.Info info => $"metadata of {request.Path}@{info.Revision}",
        ModuleRequest.GoMod goMod => $"go.mod of {request.Path}@{goMod.Version}",
        ModuleRequest.Zip zip => $"zip of {request.Path}@{zip.Version}",
        _ => throw new UnreachableException(),
    };

    /// <summary>What the system said, without where: clients need not know how the disk is laid out.</summary>
    private static string WithoutPath(SutlerException error)
    {
        var reason = error.Message.LastIndexOf(": ", StringComparison.Ordinal);
        return reason < 0 ? error.Message : error.Message[(reason + 2)..];
    }
}
