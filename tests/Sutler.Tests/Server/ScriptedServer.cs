using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Serving;

namespace Sutler.Tests.Server;

/// <summary>Answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedServer : IModuleServer, IChecksumDatabaseServer
{
    /// <summary>What is answered for modules.</summary>
    public Func<ModuleRequest, ServedAnswer> Answer { get; set; } = static request => Text($"{request.GetType().Name} {request.Path.Text}");

    public ConcurrentQueue<(ModuleRequest Request, RequestTerms Terms)> Asked { get; } = new();

    public ConcurrentQueue<ChecksumDatabaseRequest> AskedOfDatabases { get; } = new();

    public ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken)
    {
        Asked.Enqueue((request, terms));
        return ValueTask.FromResult(Answer(request));
    }

    public ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken)
    {
        AskedOfDatabases.Enqueue(request);
        return ValueTask.FromResult<ServedAnswer>(Text("database"));
    }

    public static ServedAnswer.Found Text(string text, AnswerLife life = AnswerLife.Immutable) =>
        new(new MemoryContent(System.Text.Encoding.UTF8.GetBytes(text)) { MediaType = MediaTypes.Text }, life);
}

/// <summary>Bytes that come when the test lets them, and may break off.</summary>
internal sealed class ArrivingContent(byte[] bytes, long? length) : ServedContent
{
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long? Length => length;

    public override string? Tag => length is null ? null : "tag";

    /// <summary>How many bytes may be read before <see cref="Finish"/> or <see cref="Break"/>.</summary>
    public int Held { get; init; }

    public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Finish() => _rest.TrySetResult();

    public void Break(string reason) => _rest.TrySetException(new SutlerException(reason));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        if (offset >= Held)
        {
            try
            {
                await _rest.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Left.TrySetResult();
                throw;
            }
        }

        var end = offset < Held ? Held : bytes.Length;
        var count = Math.Min(buffer.Length, (int)(end - offset));
        bytes.AsMemory((int)offset, count).CopyTo(buffer);
        return count;
    }

    public override ValueTask DisposeAsync()
    {
        Disposed.TrySetResult();
        return base.DisposeAsync();
    }
}
