namespace Sutler.Go.Processes;

/// <summary>What a program writes, on its way into a stream.</summary>
/// <param name="from">The pipe.</param>
/// <param name="into">Where it goes. An exception of it ends the program.</param>
internal sealed class ProgramPipe(Stream from, Stream into)
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _steps;

    /// <summary>Never ends but with the failure to take what the program writes.</summary>
    public Task Failed => _failed.Task;

    /// <summary>A number that changes as long as something comes.</summary>
    public long Steps => Interlocked.Read(ref _steps);

    /// <summary>Whether something that came is not yet put away.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Copies to the end of the pipe. Writes nothing any more once the token is cancelled.</summary>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                IsBusy = true;
                await into.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                IsBusy = false;
                Interlocked.Increment(ref _steps);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody wants the rest.
        }
        catch (Exception failure)
        {
            _failed.TrySetException(failure);
            _ = _failed.Task.Exception;
            throw;
        }
    }
}
