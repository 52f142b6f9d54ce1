using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.TransparencyLog;
using Sutler.Storage;
using Sutler.Transfer.Http;

namespace Sutler.Go.Serving.Checksums;

/// <summary>Makes answers of what relayed databases say and of what goes wrong, and tells the operator what must not be missed.</summary>
/// <remarks>Trouble is never "absent"; a client is told the kind of trouble, the operator the whole. Each kind is told once a minute at most.</remarks>
internal sealed class RelayOutcomes(Action<string> tell, TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Database, string Kind), long> _told = [];

    /// <summary>The answer that a proven file makes. Spec: SDSRV-1, SDSRV-2.</summary>
    internal static ServedAnswer AnswerOf(RelayEndpoint endpoint, RelayedFile file) => file switch
    {
        RelayedFile.Absent absent => new ServedAnswer.Absent(absent.Status, absent.Reason),
        RelayedFile.Found found => new ServedAnswer.Found(
            new MemoryContent(found.Bytes) { MediaType = endpoint is RelayEndpoint.Tile ? MediaTypes.Bytes : MediaTypes.Text }, LifeOf(endpoint))
        {
            Cause = found.Cause,
        },
        _ => throw new UnreachableException(),
    };

    /// <summary>The answer that a failure makes.</summary>
    internal ServedAnswer AnswerOf(string database, SutlerException failure)
    {
        switch (failure)
        {
            case FatalException:
                Tell(database, "fork", $"checksum database {database} has signed two logs that contradict each other; nothing of the second is kept or given on\n{failure.Message}");
                return new ServedAnswer.Failed(502, $"checksum database {database} has signed two logs that contradict each other: SECURITY ERROR; the proof is in the server's log");
            case VerificationException:
                Tell(database, "untrue", $"checksum database {database}: an answer cannot be trusted, and is not given on: {failure.Message}");
                return new ServedAnswer.Failed(502, $"checksum database {database}: its answer cannot be trusted: {failure.Message}");
            case StorageException:
                Tell(database, "store", $"checksum database {database}: the store cannot be read: {failure.Message}");
                return new ServedAnswer.Failed(500, $"checksum database {database}: what is kept of it cannot be read here") { Cause = AnswerCause.Broken };
            default:
                return new ServedAnswer.Failed(StatusOf(failure), $"checksum database {database}: {failure.Message}", (failure as ReadingException)?.RetryAfter);
        }
    }

    /// <summary>Something is wrong with what is kept, which costs no answer.</summary>
    internal void Damaged(string database, string what) => Tell(database, "kept", $"checksum database {database}: {what}");

    private static AnswerLife LifeOf(RelayEndpoint endpoint) => endpoint switch
    {
        RelayEndpoint.Tile { Coordinate.IsFull: true } => AnswerLife.Immutable,
        RelayEndpoint.Latest => AnswerLife.None,
        _ => AnswerLife.Short,
    };

    private static int StatusOf(SutlerException failure) => failure switch
    {
        ReadingException { StatusCode: 429 } => 429,
        ReadingException { StatusCode: 503 } => 503,
        ReadingException { StatusCode: 504 } => 504,
        TransferException { Fault: TransferFault.Timeout } => 504,
        _ => failure.InnerException is SutlerException inner ? StatusOf(inner) : 502,
    };

    private void Tell(string database, string kind, string text)
    {
        lock (_told)
        {
            if (_told.TryGetValue((database, kind), out var at) && time.GetElapsedTime(at) < Silence)
            {
                return;
            }

            _told[(database, kind)] = time.GetTimestamp();
        }

        tell(text);
    }
}
