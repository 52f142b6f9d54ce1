using System.Threading.Channels;

namespace Sutler.Progress;

/// <summary>Lines on their way to standard error, written by one reader in the order they were added.</summary>
/// <remarks>Unbounded, for a transfer must not wait for a slow terminal; what is added is a few lines for each module of a run.</remarks>
internal sealed class LineQueue : IAsyncDisposable
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writer;

    /// <summary>Starts to write to <paramref name="error"/>.</summary>
    public LineQueue(TextWriter error) => _writer = Task.Run(() => WriteAsync(error));

    /// <summary>Adds a line, without its end; lost after disposal.</summary>
    public void Add(string line) => _lines.Writer.TryWrite(line);

    /// <summary>Waits until all is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAsync(TextWriter error)
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            try
            {
                await error.WriteLineAsync(line);
            }
            catch (IOException)
            {
                // Nobody can be told that standard error is gone, and the download goes on without it.
            }
        }
    }
}
