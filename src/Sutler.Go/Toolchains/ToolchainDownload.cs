using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Download;
using Sutler.Go.Environment;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Toolchains;

/// <summary>Brings a toolchain into the module cache, where the go command finds it when it switches. Spec: TOOL-3.</summary>
/// <remarks>
/// Its zip and tree alone, checked against the checksum database whatever GOSUMDB says; go.sum never speaks of toolchains. Making its
/// programs executable is left to the go command, which does so at first use (TOOL-4).
/// </remarks>
public sealed class ToolchainDownload(ModuleCache cache, ModuleInstaller installer, IDownloadObserver observer)
{
    /// <summary>Downloads it; a failure is the result's <c>Error</c>, unless it ends the run.</summary>
    public async Task<DownloadedModule> RunAsync(RequiredToolchain toolchain, CancellationToken cancellationToken)
    {
        var module = toolchain.Module;
        var result = new DownloadedModule { Path = module.Path, Version = module.Version };
        observer.Planned(1);
        try
        {
            if (!toolchain.MayDownload)
            {
                throw new SutlerException($"cannot find \"{toolchain.Name}\" in PATH");
            }

            var version = cache.Locate(module);
            var installed = await installer.InstallAsync(module, cancellationToken);
            result.Zip = version.ZipPath;
            var recorded = await cache.ReadZipHashAsync(version, cancellationToken);
            result.Sum = recorded is ZipHash.Present present ? present.Hash.Text : "";
            if (installed.TreeError is { } treeError)
            {
                throw treeError;
            }

            await installer.CheckRecordedAsync(version, recorded, cancellationToken);
            result.Dir = version.TreePath;
            observer.Published(module, installed.Cached);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            result.Error = TextOf(toolchain, failure);
            observer.Failed(module, result.Error);
        }
        finally
        {
            installer.Release(module);
        }

        return result;
    }

    /// <summary>How the go command says that a toolchain cannot be had.</summary>
    public static string TextOf(RequiredToolchain toolchain, SutlerException failure)
    {
        var (name, version) = (toolchain.Name, toolchain.Version);
        return !toolchain.MayDownload ? failure.Message
            : !failure.IsNotExist ? $"download {name}: {failure.Message}"
            : GoVersion.IsLanguage(version) && GoVersion.Compare(version, GoVersion.GoStrict) >= 0
                ? $"invalid toolchain: {name} is a language version but not a toolchain version ({name}.x)"
                : $"download {name} for {HostPlatform.GoOs}/{HostPlatform.GoArch}: toolchain not available";
    }
}
