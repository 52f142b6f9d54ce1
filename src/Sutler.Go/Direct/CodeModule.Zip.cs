using Sutler.Errors;
using Sutler.Go.Loading;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Transfer.Files;

namespace Sutler.Go.Direct;

/// <content>Zips.</content>
internal sealed partial class CodeModule
{
    /// <inheritdoc/>
    /// <remarks>It comes as a whole or not at all: what another source left of a zip is no part of this one. Spec: CONT-1, CREATE.</remarks>
    public async Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken)
    {
        var found = await FindForZipAsync(version, cancellationToken);
        var revision = await _code.StatAsync(_place.RevisionOf(version), cancellationToken);
        using var archive = await _code.ArchiveAsync(revision.Name, found.Directory, ModuleZipLimits.Zip, cancellationToken);
        var source = await ModuleSource.ReadAsync(archive, found, token => LicenseAsync(revision.Name, token), cancellationToken);
        var selected = ModuleZipSelection.Select(new ModuleId(Path.Text, version), source.Files, source.GoLine, out var violation)
            ?? throw new SutlerException($"create zip: {violation}");
        await destination.WriteWholeAsync(
            null,
            stream => ModuleZipWriter.WriteAsync(stream, $"{Path}@{version}/", selected.Select(source.Entry), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken)
    {
        await FindForZipAsync(version, cancellationToken);
        return new ZipOffer(Source, null);
    }

    // Spec: CONT-2, STEP-5.
    private async Task<FoundModule> FindForZipAsync(string version, CancellationToken cancellationToken)
    {
        await ValidateAsync(version, cancellationToken);
        var found = await FindAsync(version, cancellationToken);
        var goVersion = found.GoMod is null ? "" : GoModScanner.GoVersionOf(found.GoMod);
        return GoVersion.Compare(goVersion, _environment.GoVersion) > 0
            ? throw new TooNewException($"{Path}@{version}", goVersion, _environment)
            : found;
    }

    private async Task<byte[]?> LicenseAsync(string revisionName, CancellationToken cancellationToken)
    {
        try
        {
            return await _code.ReadFileAsync(revisionName, License, ModuleZipLimits.License, cancellationToken);
        }
        catch (SutlerException absent) when (absent.IsNotExist)
        {
            return null;
        }
    }
}
