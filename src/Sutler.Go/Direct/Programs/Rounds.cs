using System.Diagnostics;

namespace Sutler.Go.Direct.Programs;

/// <summary>One question and the way to answer it.</summary>
internal sealed class RoundQuestion<TAsk, TAnswer>(TAsk ask)
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is asked.</summary>
    public TAsk Ask => ask;

    /// <summary>The answer, as soon as there is one.</summary>
    public Task<TAnswer> Result => _answer.Task;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Answers.</summary>
    public void Answer(TAnswer answer) => _answer.TrySetResult(answer);

    /// <summary>Fails, unless there is an answer.</summary>
    public void Fail(Exception failure)
    {
        _answer.TrySetException(failure);

        // Seen, even if who asked has left.
        _ = _answer.Task.Exception;
    }
}

/// <summary>Answers what is asked at the same time together: while one round runs, the questions for the next gather.</summary>
/// <remarks>
/// A round runs on a token of its own, which is cancelled when the last who waits for it gives up. What a round leaves unanswered fails with
/// its exception. Thread-safe.
/// </remarks>
/// <param name="run">Answers the questions of a round; there is at least one.</param>
/// <param name="settle">Awaited before a round begins, to let more questions come; null for not at all.</param>
internal sealed class Rounds<TAsk, TAnswer>(
    Func<IReadOnlyList<RoundQuestion<TAsk, TAnswer>>, CancellationToken, Task> run, Func<Task>? settle = null)
{
    private readonly Lock _lock = new();
    private List<RoundQuestion<TAsk, TAnswer>> _gathering = [];
    private Round? _current;
    private bool _isRunning;

    /// <summary>Asks in the next round.</summary>
    public async Task<TAnswer> AskAsync(TAsk ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = new RoundQuestion<TAsk, TAnswer>(ask);
        if (Join(question))
        {
            _ = RunAsync();
        }

        try
        {
            return await question.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            if (!question.Result.IsCompleted)
            {
                Leave(question);
            }
        }
    }

    private bool Join(RoundQuestion<TAsk, TAnswer> question)
    {
        lock (_lock)
        {
            _gathering.Add(question);
            var isFirst = !_isRunning;
            _isRunning = true;
            return isFirst;
        }
    }

    private void Leave(RoundQuestion<TAsk, TAnswer> question)
    {
        Round? abandoned;
        lock (_lock)
        {
            question.IsAbandoned = true;
            abandoned = _current is { } round && round.Questions.TrueForAll(other => other.IsAbandoned || other.Result.IsCompleted) ? round : null;
        }

        abandoned?.Stop.Cancel();
    }

    private async Task RunAsync()
    {
        // Those who are about to ask get their chance.
        await Task.Yield();
        while (true)
        {
            await (settle?.Invoke() ?? Task.CompletedTask);
            if (Begin() is not { } round)
            {
                return;
            }

            await RunAsync(round);
        }
    }

    private Round? Begin()
    {
        lock (_lock)
        {
            _gathering.RemoveAll(question => question.IsAbandoned);
            _isRunning = _gathering.Count > 0;
            _current = _isRunning ? new Round(_gathering) : null;
            _gathering = [];
            return _current;
        }
    }

    private async Task RunAsync(Round round)
    {
        Exception failure = new UnreachableException("a question was left unanswered");
        try
        {
            await run(round.Questions, round.Stop.Token);
        }
#pragma warning disable CA1031 // Every failure belongs to those who wait, whatever it is.
        catch (Exception caught)
#pragma warning restore CA1031
        {
            failure = caught;
        }

        foreach (var question in round.Questions)
        {
            question.Fail(failure);
        }
    }

#pragma warning disable CA1001 // The token source is never linked and has no timer: there is nothing to dispose.
    private sealed class Round(List<RoundQuestion<TAsk, TAnswer>> questions)
#pragma warning restore CA1001
    {
        public List<RoundQuestion<TAsk, TAnswer>> Questions => questions;

        public CancellationTokenSource Stop { get; } = new();
    }
}
