using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Download;

/// <summary>Tells whoever watches the download about one zip.</summary>
internal sealed class ZipObserver(ModuleId module, IDownloadObserver observer) : IPartialFileObserver
{
    public void Started(long? length) => observer.Started(module, ModuleFileKind.Zip, length);

    public void Received(int bytes) => observer.Received(module, ModuleFileKind.Zip, bytes);
}
