using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Direct;

/// <content>Where the module is in a revision, and its go.mod.</content>
internal sealed partial class CodeModule
{
    // A go.mod may be larger than a zip may hold: that is said when the zip is made, as by the go command, which knows no limit here.
    private const long MostGoModBytes = 4 * ModuleZipLimits.GoMod;

    /// <inheritdoc/>
    public async Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken)
    {
        await ValidateAsync(version, cancellationToken);
        var found = await FindAsync(version, cancellationToken);
        return found.GoMod ?? Encoding.UTF8.GetBytes($"module {Path}\n");
    }

    /// <summary>Finds the module's directory in the revision that a version stands for; whether it is a version is not asked. Spec: VER-5.</summary>
    internal Task<FoundModule> FindAsync(string version, CancellationToken cancellationToken) =>
        _found.GetAsync(version, token => FindOnceAsync(version, token), cancellationToken);

    /// <summary>A file at a revision, or null when there is none.</summary>
    internal async Task<byte[]?> ReadAsync(string revisionName, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _code.ReadFileAsync(revisionName, path, MostGoModBytes, cancellationToken);
        }
        catch (SutlerException absent) when (absent.IsNotExist)
        {
            return null;
        }
    }

    // What a pseudo-version says of its commit is not looked at when its files are: it must be found true first. Spec: PSV-2.
    private async Task ValidateAsync(string version, CancellationToken cancellationToken)
    {
        if (!SemanticVersion.IsCanonical(version))
        {
            throw new SutlerException($"version {version} is not canonical");
        }

        if (PseudoVersion.Is(version))
        {
            await StatAsync(version, cancellationToken);
        }
    }

    private async Task<FoundModule> FindOnceAsync(string version, CancellationToken cancellationToken)
    {
        var plain = ReadGoModAsync(version, _place.TagPrefix + GoMod, cancellationToken);
        var inMajor = _place.MajorDirectory is { } directory
            ? ReadGoModAsync(version, $"{directory}/{GoMod}", cancellationToken)
            : Task.FromResult<byte[]?>(null);
        await Task.WhenAll(plain, inMajor);
        return GoModPlacement.Find(_place, version, await plain, await inMajor);
    }

    // A revision that is not there is no file that is not there: the module is not without go.mod for that.
    private async Task<byte[]?> ReadGoModAsync(string version, string path, CancellationToken cancellationToken)
    {
        var revision = _place.RevisionOf(version);
        try
        {
            return await ReadAsync((await _code.StatAsync(revision, cancellationToken)).Name, path, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw new SutlerException($"reading {_place.Root}/{path} at revision {revision}: {failure.Message}", failure) { IsNotExist = false };
        }
    }
}
