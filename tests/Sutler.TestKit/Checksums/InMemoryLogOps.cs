using System.Collections.Concurrent;
using System.Globalization;
using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.TestKit.Checksums;

/// <summary>A database, a cache and a stored head in memory. Share <see cref="Cache"/> and <see cref="Latest"/> to play a second run.</summary>
public sealed class InMemoryLogOps(TestChecksumDatabase database) : ITransparencyLogOps
{
    private readonly Lock _lock = new();

    public TestChecksumDatabase Database { get; set; } = database;

    public ConcurrentDictionary<string, byte[]> Cache { get; init; } = new();

    public byte[] Latest { get; set; } = [];

    /// <summary>Paths read from the server in order.</summary>
    public ConcurrentQueue<string> RemoteReads { get; } = new();

    /// <summary>Runs before a remote read is answered; may wait.</summary>
    public Func<string, CancellationToken, Task> BeforeRemote { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs before the stored head is compared and replaced: another process may get in first.</summary>
    public Action BeforeReplace { get; set; } = () => { };

    /// <summary>Set to make reading the stored head fail.</summary>
    public SutlerException? LatestFailure { get; set; }

    /// <summary>The size in the stored head, 0 without one.</summary>
    public long LatestSize => Latest.Length == 0 ? 0 : long.Parse(System.Text.Encoding.UTF8.GetString(Latest).Split('\n')[1], CultureInfo.InvariantCulture);

    public int TileReads => RemoteReads.Count(path => path.StartsWith("/tile/", StringComparison.Ordinal));

    public async Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken)
    {
        RemoteReads.Enqueue(path);
        await BeforeRemote(path, cancellationToken);
        var answer = Database.Handle(path);
        return answer.Status == 200
            ? answer.Body
            : throw new SutlerException($"reading https://sum.test{path}: {answer.Status} {answer.Reason}") { IsNotExist = answer.Status is 404 or 410 };
    }

    public Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken) =>
        Task.FromResult(Cache.TryGetValue(file, out var data) ? data : null);

    public Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken)
    {
        Cache[file] = data;
        return Task.CompletedTask;
    }

    public Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken) =>
        LatestFailure is { } failure ? Task.FromException<byte[]>(failure) : Task.FromResult(Latest);

    public Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken)
    {
        BeforeReplace();
        lock (_lock)
        {
            var isReplaced = Latest.Length == 0 || Latest.AsSpan().SequenceEqual(old);
            Latest = isReplaced ? replacement : Latest;
            return Task.FromResult(isReplaced);
        }
    }
}
