using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Download;

/// <summary>The steps for one module version. Spec: STEP-1, STEP-5.</summary>
public sealed class ModuleDownload
{
    private readonly GoEnvironment _environment;
    private readonly ModuleCache _cache;
    private readonly ModuleFetcher _fetcher;
    private readonly ModuleInstaller _installer;
    private readonly EarlyInstalls _early;
    private readonly IDownloadObserver _observer;

    /// <summary>Creates the steps.</summary>
    public ModuleDownload(GoEnvironment environment, ModuleCache cache, ModuleFetcher fetcher, ModuleInstaller installer, EarlyInstalls early, IDownloadObserver observer)
    {
        _environment = environment;
        _cache = cache;
        _fetcher = fetcher;
        _installer = installer;
        _early = early;
        _observer = observer;
    }

    /// <summary>
    /// Downloads what <paramref name="result"/> names and fills it in, and returns it, as far as it gets; a failure is its <c>Error</c>.
    /// Only failures that end the run are thrown.
    /// </summary>
    public async Task<DownloadedModule> RunAsync(DownloadedModule result, CancellationToken cancellationToken)
    {
        var module = new ModuleId(result.Path, result.Version);
        try
        {
            _early.Report(module, await RunStepsAsync(result, module, cancellationToken));
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            result.Error = error.Message;
            _observer.Failed(module, error.Message);
        }
        finally
        {
            // A module that failed early, or was published by another process, has no use for its zip.
            _installer.Release(module);
        }

        return result;
    }

    private async Task<InstalledModule> RunStepsAsync(DownloadedModule result, ModuleId module, CancellationToken cancellationToken)
    {
        // Before any request: the pseudo-modules go and toolchain have no place in the cache. Spec: TOOL-7.
        var version = _cache.Locate(module);
        await _fetcher.InfoAsync(module, cancellationToken);
        result.Info = version.InfoPath;
        var goMod = await _fetcher.GoModAsync(module, cancellationToken);
        result.GoMod = version.ModPath;
        result.GoModSum = H1.OfGoMod(goMod).Text;
        var installed = await _installer.InstallAsync(module, cancellationToken);
        result.Zip = version.ZipPath;
        var recorded = await _cache.ReadZipHashAsync(version, cancellationToken);
        result.Sum = SumOf(recorded);
        if (installed.TreeError is { } treeError)
        {
            throw treeError;
        }

        await _installer.CheckRecordedAsync(version, recorded, cancellationToken);
        CheckGoVersion(module, version);
        result.Dir = version.TreePath;
        return installed;
    }

    private static string SumOf(ZipHash recorded) => recorded switch
    {
        ZipHash.Present present => present.Hash.Text,
        ZipHash.Unexpected unexpected => unexpected.Text,
        _ => "",
    };

    // The extracted go.mod counts, not the .mod file: it is the one a build would read. Spec: GOMOD-17.
    private void CheckGoVersion(ModuleId module, CachedVersion version)
    {
        var path = Path.Combine(version.TreePath, "go.mod");
        byte[] data;
        try
        {
            data = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("open", path, error);
        }

        var goVersion = GoModScanner.GoVersionOf(data);
        if (goVersion.Length > 0 && GoVersion.Compare(goVersion, _environment.GoVersion) > 0)
        {
            throw new TooNewException(module.ToString(), goVersion, _environment);
        }
    }
}
