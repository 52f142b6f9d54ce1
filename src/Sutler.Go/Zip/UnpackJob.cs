using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Zip;

/// <summary>One zip on its way through <see cref="ModuleZipUnpacker"/>; never throws, but ends <see cref="Outcome"/>.</summary>
internal sealed class UnpackJob
{
    private readonly ZipContent _content;
    private readonly TreeWriter? _tree;
    private readonly ZipBlocks? _blocks;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource<UnpackOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _remaining;

    public UnpackJob(ModuleZip zip, TreeWriter? tree, ZipBlocks? blocks, CancellationToken cancellationToken)
    {
        _blocks = blocks;
        _content = new ZipContent(zip);
        _tree = tree;
        _cancellation = cancellationToken;
    }

    /// <summary>Ends when the zip is done.</summary>
    public Task<UnpackOutcome> Outcome => _outcome.Task;

    /// <summary>Judges the zip, creates the directories, and says how many batches are to be run.</summary>
    public int Begin(ZipEntryReader reader)
    {
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            _tree?.Begin(_content);
            _content.Start();
            _blocks?.Begin(reader);
            _remaining = Batches;
        }
        catch (Exception e)
        {
            _content.Stop(e);
            _remaining = 0;
        }

        if (_remaining == 0)
        {
            End();
            return 0;
        }

        return Batches;
    }

    private int Batches => _content.Batches + (_blocks?.Batches ?? 0);

    /// <summary>Runs one batch; the last one to end ends the zip.</summary>
    public void Run(int batch, ZipEntryReader reader)
    {
        try
        {
            RunEither(batch, reader);
        }
        catch (Exception e)
        {
            _content.Stop(e);
        }

        if (Interlocked.Decrement(ref _remaining) == 0)
        {
            End();
        }
    }

    private void RunEither(int batch, ZipEntryReader reader)
    {
        if (batch < _content.Batches)
        {
            _content.Run(batch, reader, _cancellation);
        }
        else if (!_cancellation.IsCancellationRequested)
        {
            _blocks!.Run(batch - _content.Batches, reader);
        }
    }

    private void End()
    {
        try
        {
            var hash = _content.Finish(_cancellation);
            _tree?.Complete();
            _outcome.SetResult(new UnpackOutcome(hash, _tree?.Illegal));
        }
        catch (Exception e)
        {
            Abandon(e);
        }
    }

    private void Abandon(Exception failure)
    {
        try
        {
            _tree?.Remove();
        }
        catch (Exception e) when (e is SutlerException || OsError.Is(e))
        {
            // What cannot be removed bears a temporary name; the failure that led here matters more.
        }

        if (failure is OperationCanceledException && _cancellation.IsCancellationRequested)
        {
            _outcome.SetCanceled(_cancellation);
        }
        else
        {
            _outcome.SetException(failure);
        }
    }
}
