using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Go.Download;

/// <summary>The files of a module version that travel.</summary>
public enum ModuleFileKind
{
    /// <summary>The <c>.mod</c> file.</summary>
    GoMod,

    /// <summary>The <c>.info</c> file.</summary>
    Info,

    /// <summary>The <c>.zip</c> file.</summary>
    Zip,
}

/// <summary>Watches a download as it happens; called from any thread, must return at once and never throw.</summary>
public interface IDownloadObserver : ITransferObserver
{
    /// <summary>So many module versions are known to be wanted; may be called again with a larger number.</summary>
    void Planned(int modules);

    /// <summary>
    /// A transfer started; <paramref name="length"/> in bytes when known. Called again when it starts again from the beginning, and when the
    /// length becomes known before the first byte.
    /// </summary>
    void Started(ModuleId module, ModuleFileKind kind, long? length);

    /// <summary>So many more bytes arrived.</summary>
    void Received(ModuleId module, ModuleFileKind kind, int bytes);

    /// <summary>The transfer ended well, with so many bytes in all.</summary>
    void Finished(ModuleId module, ModuleFileKind kind, long bytes);

    /// <summary>
    /// Nothing more comes of the transfer: it failed, or nobody wants the file. May be called where nothing was started, or when all has ended.
    /// </summary>
    void Dropped(ModuleId module, ModuleFileKind kind)
    {
    }

    /// <summary>The module version is whole in the cache; <paramref name="cached"/> when it was there before.</summary>
    void Published(ModuleId module, bool cached);

    /// <summary>The module version failed; <paramref name="error"/> is the text for the user.</summary>
    void Failed(ModuleId module, string error);
}
