using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Digests;

/// <summary>Computes the digests of a file's blocks, several blocks at once; memory does not depend on the file.</summary>
public static class BlockHasher
{
    private const int BufferLength = 128 * 1024;

    /// <summary>The digests of a regular file.</summary>
    /// <exception cref="SutlerException">The file cannot be opened or read, in the system's words.</exception>
    public static BlockDigests HashFile(string path, int workers, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Hash(file, RandomAccess.GetLength(file), workers, cancellationToken);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("read", path, error);
        }
    }

    /// <summary>The digests of the first <paramref name="length"/> bytes of an open file.</summary>
    /// <exception cref="EndOfStreamException">The file has fewer bytes.</exception>
    public static BlockDigests Hash(SafeFileHandle file, long length, int workers, CancellationToken cancellationToken)
    {
        var digests = new BlockDigest[BlockDigests.CountFor(length)];
        ForEachBlock(
            digests.Length,
            workers,
            (index, buffer, hash) => digests[index] = HashBlock(file, BlockDigests.BlockAt(index, length), buffer, hash)
                ?? throw new EndOfStreamException("the file became shorter"),
            cancellationToken);
        return new BlockDigests(length, ImmutableArray.Create(digests));
    }

    /// <summary>The blocks that an open file does not hold as they were recorded; bytes beyond the recorded end are not looked at.</summary>
    public static IReadOnlyList<FileBlock> FindDamage(SafeFileHandle file, BlockDigests recorded, int workers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        var isDamaged = new bool[recorded.Blocks.Length];
        ForEachBlock(
            isDamaged.Length,
            workers,
            (index, buffer, hash) => isDamaged[index] = HashBlock(file, recorded[index], buffer, hash) != recorded.Blocks[index],
            cancellationToken);
        return [.. Enumerable.Range(0, isDamaged.Length).Where(index => isDamaged[index]).Select(index => recorded[index])];
    }

    private static void ForEachBlock(int count, int workers, Action<int, byte[], IncrementalHash> action, CancellationToken cancellationToken)
    {
        if (count <= 1 || workers <= 1)
        {
            using var own = new Worker();
            for (var index = 0; index < count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                action(index, own.Buffer, own.Hash);
            }

            return;
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, count, parallel, static () => new Worker(), (index, _, worker) =>
            {
                action(index, worker.Buffer, worker.Hash);
                return worker;
            }, static worker => worker.Dispose());
        }
        catch (AggregateException errors) when (errors.InnerExceptions.FirstOrDefault(OsError.Is) is { } error)
        {
            throw new IOException(error.Message, error) { HResult = error.HResult };
        }
    }

    private static BlockDigest? HashBlock(SafeFileHandle file, FileBlock block, byte[] buffer, IncrementalHash hash)
    {
        var left = block.Length;
        while (left > 0)
        {
            var count = RandomAccess.Read(file, buffer.AsSpan(0, Math.Min(left, BufferLength)), block.End - left);
            if (count == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        Span<byte> digest = stackalloc byte[BlockDigest.Size];
        hash.GetHashAndReset(digest);
        return left == 0 ? new BlockDigest(digest) : null;
    }

    private sealed class Worker : IDisposable
    {
        public byte[] Buffer { get; } = ArrayPool<byte>.Shared.Rent(BufferLength);

        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(Buffer);
            Hash.Dispose();
        }
    }
}
