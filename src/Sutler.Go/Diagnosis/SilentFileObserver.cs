using Sutler.Transfer.Files;

namespace Sutler.Go.Diagnosis;

/// <summary>Tells nobody of a transfer.</summary>
internal sealed class SilentFileObserver : IPartialFileObserver
{
    private SilentFileObserver()
    {
    }

    public static SilentFileObserver Instance { get; } = new();

    public void Started(long? length)
    {
    }

    public void Received(int bytes)
    {
    }
}
