using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct;

/// <summary>A module in a repository under version control: from revisions, tags and files to versions, go.mod and zips. Spec: VER, PSV and CONT rules.</summary>
/// <remarks>
/// Texts and their order are the go command's; what it asks for in vain, such as retractions where a tag answers, is not asked for. Each
/// version is looked into once. Thread-safe.
/// </remarks>
internal sealed partial class CodeModule : IModuleRepository
{
    internal const string License = "LICENSE";
    private const string GoMod = "go.mod";

    private readonly ModulePlace _place;
    private readonly ICodeRepository _code;
    private readonly GoEnvironment _environment;
    private readonly OnceMap<string, RevisionInfo> _infos = new();
    private readonly OnceMap<string, FoundModule> _found = new();

    /// <summary>The module at <paramref name="place"/> of <paramref name="code"/>, which need not ask for anything twice.</summary>
    public CodeModule(ModulePlace place, ICodeRepository code, GoEnvironment environment)
    {
        _place = place;
        _code = code;
        _environment = environment;
    }

    /// <inheritdoc/>
    public ModulePath Path => _place.Path;

    /// <inheritdoc/>
    public string Source => _code.Url;

    internal ModulePlace Place => _place;

    internal ICodeRepository Code => _code;

    /// <inheritdoc/>
    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) =>
        _infos.GetAsync(revision, token => StatOnceAsync(revision, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) =>
        await NameAsync(await _code.LatestAsync(cancellationToken), "", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A repository that cannot be asked confirms nothing: the question itself will say what is wrong with it.</remarks>
    public async Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken)
    {
        try
        {
            return await _code.StillHoldsAsync(origin, _place.Directory, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return false;
        }
    }

    /// <summary>Names the module before a failure that is no version's alone.</summary>
    internal ModuleException Failure(Exception failure) =>
        new(new ModuleId(Path.Text, ""), failure is FailureWithOriginException { Failure: var inside } ? inside : failure);

    /// <summary>Says why <paramref name="version"/> cannot be.</summary>
    internal ModuleException Invalid(string version, string reason) => Failure(new InvalidVersionException(version, reason));

    private async Task<RevisionInfo> StatOnceAsync(string revision, CancellationToken cancellationToken)
    {
        CodeRevision found;
        try
        {
            found = await (LooksBack(revision)
                ? _code.StatAsync(_place.RevisionOf(revision), _place.TagPrefix, cancellationToken)
                : _code.StatAsync(_place.RevisionOf(revision), cancellationToken));
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw Unknown(revision, failure);
        }

        return await NameAsync(found, revision, cancellationToken);
    }

    // What is no version needs the tags before it to become one; a pseudo-version needs that on which it says it is based: v1.2.4-0.DATE-HASH.
    private static bool LooksBack(string revision) =>
        !SemanticVersion.IsCanonical(revision) || (PseudoVersion.Is(revision) && SemanticVersion.Prerelease(revision).Contains('.', StringComparison.Ordinal));

    // Where it was not found can be told without the directory: of a module below the root such a failure is never reused. Spec: VER-13.
    private SutlerException Unknown(string revision, SutlerException failure)
    {
        var (reason, origin) = failure is FailureWithOriginException known ? (known.Failure, known.Origin) : (failure, null);
        var invalid = Failure(new InvalidVersionException(revision, reason.Message, reason));
        return origin is null ? invalid : new FailureWithOriginException(invalid, origin);
    }

    private async Task<RevisionInfo> NameAsync(CodeRevision revision, string requested, CancellationToken cancellationToken)
    {
        var origin = revision.Origin with { Subdir = _place.Directory };
        string version;
        try
        {
            version = await new VersionNaming(this, revision, requested).FindAsync(cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw new FailureWithOriginException(failure, origin);
        }

        return new RevisionInfo
        {
            Version = version,
            Time = revision.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Origin = DependsOnTags(version, requested) ? await WithTagsAsync(origin, cancellationToken) : origin,
        };
    }

    // Spec: VER-13. A pseudo-version that was asked for, and builds on no tag, does not depend on any.
    private static bool DependsOnTags(string version, string requested) =>
        PseudoVersion.Is(version) && (version != requested || !version.StartsWith("v0.0.0-", StringComparison.Ordinal));

    private async Task<Origin> WithTagsAsync(Origin origin, CancellationToken cancellationToken)
    {
        var tags = await _code.TagsAsync(_place.BaseTagPrefix, cancellationToken);
        return tags.Origin is { } seen ? origin with { TagPrefix = seen.TagPrefix, TagSum = seen.TagSum } : origin;
    }
}
