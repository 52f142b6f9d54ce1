namespace Sutler.Transfer.Files;

/// <summary>Watches a file grow; called from any thread, must return at once and never throw.</summary>
public interface IPartialFileObserver
{
    /// <summary>The file begins, or begins again, with nothing of what came before; or goes on where an earlier process left it.</summary>
    /// <param name="length">Bytes in all, when known.</param>
    void Started(long? length);

    /// <summary>So many more bytes arrived.</summary>
    void Received(int bytes);
}
