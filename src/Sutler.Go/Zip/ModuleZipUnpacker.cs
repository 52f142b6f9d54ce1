using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>Hashes and unpacks module zips in one pass over their content, on threads that all zips share.</summary>
/// <remarks>
/// One instance serves the whole run. Inflating keeps a thread busy, so the threads are its own: those of the pool,
/// which complete transfers, stay free. They are started when there is work and end with it; the memory they use
/// does not depend on the zips. A zip begun is finished before the next one is begun.
/// </remarks>
public sealed class ModuleZipUnpacker
{
    private readonly int _workers;
    private readonly Lock _gate = new();
    private readonly Queue<UnpackJob> _waiting = [];
    private readonly Queue<(UnpackJob Job, int Batch)> _batches = [];
    private readonly Stack<ZipEntryReader> _readers = [];
    private int _running;

    /// <summary>Works on at most <paramref name="workers"/> threads at once.</summary>
    public ModuleZipUnpacker(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _workers = workers;
    }

    /// <summary>
    /// Hashes the content of <paramref name="zip"/> and, when it is a legal zip of <paramref name="module"/>, writes it
    /// to <paramref name="targetDirectory"/>, which must be absent or empty: files of mode 0444 and, unless
    /// <paramref name="writableDirectories"/>, directories without write bits but for the target itself, which is to be moved. Spec: UNZIP rules, CACHE-10, ATOMIC-5.
    /// </summary>
    /// <remarks>After a failure or cancellation the target directory is gone. Verifying the hash and publishing the tree is the caller's part.</remarks>
    /// <exception cref="ZipFormatException">An entry is damaged; of several the first by name.</exception>
    /// <exception cref="Errors.SutlerException">The zip cannot be read or the tree not be written.</exception>
    public Task<UnpackOutcome> UnpackAsync(
        ModuleZip zip,
        ModuleId module,
        string targetDirectory,
        bool writableDirectories,
        CancellationToken cancellationToken) =>
        UnpackAsync(zip, module, targetDirectory, writableDirectories, blocks: null, cancellationToken);

    /// <summary>The same, hashing the blocks of the zip file besides.</summary>
    public Task<UnpackOutcome> UnpackAsync(
        ModuleZip zip,
        ModuleId module,
        string targetDirectory,
        bool writableDirectories,
        ZipBlocks? blocks,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zip);
        ArgumentException.ThrowIfNullOrEmpty(targetDirectory);
        return RunAsync(new UnpackJob(zip, new TreeWriter(zip, module, targetDirectory, writableDirectories), blocks, cancellationToken));
    }

    /// <summary>The h1 hash of the content, without writing anything. Spec: H1-3.</summary>
    /// <exception cref="ZipFormatException">An entry is damaged; of several the first by name.</exception>
    public Task<H1Hash> HashAsync(ModuleZip zip, CancellationToken cancellationToken) => HashAsync(zip, blocks: null, cancellationToken);

    /// <summary>The same, hashing the blocks of the zip file besides.</summary>
    public async Task<H1Hash> HashAsync(ModuleZip zip, ZipBlocks? blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zip);
        var outcome = await RunAsync(new UnpackJob(zip, null, blocks, cancellationToken));
        return outcome.Hash;
    }

    private Task<UnpackOutcome> RunAsync(UnpackJob job)
    {
        lock (_gate)
        {
            _waiting.Enqueue(job);
            StartWorkers(1);
        }

        return job.Outcome;
    }

    private void StartWorkers(int useful)
    {
        for (; useful > 0 && _running < _workers; useful--)
        {
            _running++;
            new Thread(Work) { IsBackground = true, Name = "unzip" }.UnsafeStart();
        }
    }

    private void Work()
    {
        ZipEntryReader? reader;
        lock (_gate)
        {
            _readers.TryPop(out reader);
        }

        reader ??= new ZipEntryReader();
        while (TryTake(reader, out var job, out var batch))
        {
            if (batch is { } number)
            {
                job.Run(number, reader);
            }
            else
            {
                Begin(job, reader);
            }
        }
    }

    // Batches go before zips not yet begun, so that trees are finished early and few are open at once.
    private bool TryTake(ZipEntryReader reader, out UnpackJob job, out int? batch)
    {
        lock (_gate)
        {
            if (_batches.TryDequeue(out var next))
            {
                (job, batch) = next;
                return true;
            }

            batch = null;
            if (_waiting.TryDequeue(out job!))
            {
                return true;
            }

            _running--;
            _readers.Push(reader);
            return false;
        }
    }

    private void Begin(UnpackJob job, ZipEntryReader reader)
    {
        var batches = job.Begin(reader);
        lock (_gate)
        {
            for (var i = 0; i < batches; i++)
            {
                _batches.Enqueue((job, i));
            }

            StartWorkers(_batches.Count - 1);
        }
    }
}
