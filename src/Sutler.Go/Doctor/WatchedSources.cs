using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>
/// The sources of GOPROXY, asked by the rules of <see cref="SourceChain"/>, with a step for everything that happens on the way. A host is
/// looked at when it is first asked.
/// </summary>
internal sealed class WatchedSources : IModuleSources
{
    private const int PeekedBytes = 4096;
    private const int MostLines = 5;
    private const int LongestLine = 160;

    private readonly CheckupWorld _world;
    private readonly HostCheck _hosts;
    private readonly UrlReader _reader;
    private readonly SourceChain _chain;
    private readonly SourceChain _patient;
    private readonly RepositoryCheck _repositories;
    private readonly IReadOnlyList<ProxyListEntry> _entries;
    private readonly Action<Step> _tell;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="world">What a checkup may touch.</param>
    /// <param name="hosts">Looks at hosts.</param>
    /// <param name="readers">Who asks once, and who goes on after a break.</param>
    /// <param name="tell">Is told of steps.</param>
    public WatchedSources(CheckupWorld world, HostCheck hosts, (UrlReader Once, UrlReader Patient) readers, Action<Step> tell)
    {
        var environment = world.Environment;
        (_world, _hosts, _reader, _tell) = (world, hosts, readers.Once, tell);
        _entries = ProxyList.Parse(environment.GoProxy, environment.GoNoProxy);
        var direct = new Lazy<DirectModules>(() => world.Direct(readers.Once));
        _repositories = new RepositoryCheck(world, direct);
        _chain = new SourceChain(environment.GoProxy, environment.GoNoProxy, readers.Once, path => direct.Value.Open(path));
        // One for both: what was fetched of a repository serves the zip as well.
        _patient = new SourceChain(environment.GoProxy, environment.GoNoProxy, readers.Patient, path => direct.Value.Open(path));
    }

    /// <summary>The same sources without steps, for what a download would not ask.</summary>
    public IModuleSources Unwatched => _chain;

    /// <summary>Whether of the last failure some source said that it does not have the thing, though the failure itself is another.</summary>
    public bool LastWasAbsence { get; private set; }

    /// <summary>Whether nobody was asked the last time: then it is the question that is wrong.</summary>
    public bool LastAskedNobody { get; private set; } = true;

    /// <inheritdoc/>
    public Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        TryEachAsync(_chain, path, ask, cancellationToken);

    /// <summary>The same for a large file: a transfer that breaks is gone on with.</summary>
    public Task<T> FetchAsync<T>(ModulePath path, Func<WatchedRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        TryEachAsync(_patient, path, (repository, token) => ask((WatchedRepository)repository, token), cancellationToken);

    private async Task<T> TryEachAsync<T>(SourceChain chain, ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        var at = 0;
        List<Attempt> attempts = [];
        try
        {
            var answer = await chain.TryEachAsync(path, (repository, token) => AskAsync(_entries[at++], repository, ask, attempts, token), cancellationToken);
            attempts.ForEach(attempt => Tell(attempt, isDecisive: false));
            return answer;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            attempts.ForEach(attempt => Tell(attempt, isDecisive: ReferenceEquals(attempt.Failure, failure)));
            LastAskedNobody = attempts.TrueForAll(attempt => attempt.Questions.Count == 0);
            LastWasAbsence = attempts.Exists(attempt => attempt.Repository is ProxyRepository or DirectRepository { Source.Length: > 0 } && attempt.Failure is { IsNotExist: true });
            throw;
        }
    }

    /// <summary>Looks at a host that is asked for the first time.</summary>
    public async Task LookAsync(ProxyListEntry entry, Url url, CancellationToken cancellationToken)
    {
        if (url.Scheme is "http" or "https" && _known.Add(url.Origin))
        {
            foreach (var step in await _hosts.LookAsync(url, cancellationToken))
            {
                _tell(Of(entry, step));
            }

            TellHang(entry);
        }
    }

    /// <summary>The certificate that was seen, once.</summary>
    public void TellCertificate(ProxyListEntry entry, Url url)
    {
        foreach (var step in _hosts.Certificate(url))
        {
            _tell(Of(entry, step));
        }
    }

    /// <summary>The fault of an entry's failure, with all that is known of its host.</summary>
    public async Task<SourceFault> FaultAsync(ProxyListEntry entry, SutlerException failure, CancellationToken cancellationToken)
    {
        var fault = FaultReader.Read(failure);
        return entry.Url switch
        {
            ProxyListEntry.NoProxy => fault with { Host = "GONOPROXY" },
            ProxyListEntry.Off => fault with { Class = FaultClass.LookupsOff, Host = entry.Url },
            _ when Url.Parse(entry.Url) is { Scheme: "http" or "https" } url => await _hosts.CompleteAsync(fault, url, cancellationToken),
            _ => fault with { Host = entry.DisplayUrl },
        };
    }

    private async Task<T> AskAsync<T>(
        ProxyListEntry entry, IModuleRepository repository, Func<IModuleRepository, CancellationToken, Task<T>> ask, List<Attempt> attempts, CancellationToken cancellationToken)
    {
        List<Question> questions = [];
        var url = repository is ProxyRepository ? Url.Parse(entry.Url) : null;
        var host = repository is DirectRepository ? _repositories.HostOf(repository.Path) : url;
        if (host is not null)
        {
            await LookAsync(entry, host, cancellationToken);
        }

        try
        {
            if (repository is DirectRepository)
            {
                await _repositories.AskAsync(repository.Path, questions, cancellationToken);
            }

            var answer = await ask(new WatchedRepository(repository, _world.Time, questions) { Host = url?.Host ?? entry.DisplayUrl }, cancellationToken);
            attempts.Add(new Attempt(entry, repository, questions, null, null, []));
            return answer;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            var fault = repository is DirectRepository ? await DirectFaultAsync(repository.Path, host, failure, cancellationToken)
                : entry.IsProxy && url is null ? FaultReader.Read(failure)
                : await FaultAsync(entry, failure, cancellationToken);
            attempts.Add(new Attempt(entry, repository, questions, failure, fault, await WordsAsync(questions, cancellationToken)));
            throw;
        }
        finally
        {
            if (host is not null)
            {
                TellCertificate(entry, host);
                TellHang(entry);
            }
        }
    }

    private async Task<SourceFault> DirectFaultAsync(ModulePath path, Url? host, SutlerException failure, CancellationToken cancellationToken)
    {
        var fault = DirectFaults.Read(failure, path, _world.Environment);
        return fault.IsDiscovery && host is not null ? await _hosts.CompleteAsync(fault, host, cancellationToken) : fault;
    }

    /// <summary>A program of GOAUTH that did not end, once.</summary>
    public void TellHang(ProxyListEntry? entry)
    {
        foreach (var step in _hosts.Hang())
        {
            _tell(step with { Source = entry?.DisplayUrl ?? "" });
        }
    }

    // Whom nobody can reach is passed over only before a bar.
    private static Step Of(ProxyListEntry entry, Step step) => step with
    {
        Source = entry.DisplayUrl,
        Status = step.Status == StepStatus.Fail && entry.FallBackOnAnyError ? StepStatus.Warn : step.Status,
    };

    // What a download would not read: a page of HTML, say. It is asked for once more.
    private async Task<IReadOnlyList<string>> WordsAsync(List<Question> questions, CancellationToken cancellationToken)
    {
        if (questions.LastOrDefault() is not { Failure.InnerException: ReadingException answer, Url: { } url } asked)
        {
            return [];
        }

        if (answer.Words.Length > 0)
        {
            return Lines(answer.Words);
        }

        try
        {
            return url.Scheme is "http" or "https" && asked.Id is not ("zip" or "fetch") ? Lines(await TimeLimit.RunAsync(_world.Time, token => _reader.PeekAsync(url, PeekedBytes, token), cancellationToken)) : [];
        }
        catch (SutlerException)
        {
            return [];
        }
    }

    private string[] Lines(string text) =>
    [
        .. _world.Filter.Clean(text).Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Take(MostLines)
            .Select(line => SecretFilter.Cut(line, LongestLine)),
    ];

    private void Tell(Attempt attempt, bool isDecisive)
    {
        var (entry, fault) = (attempt.Entry, attempt.Fault);
        if (fault is null || attempt.Questions.Count == 0)
        {
            attempt.Questions.ForEach(question => _tell(Answered(entry, question, question.Failure is null ? StepStatus.Ok : StepStatus.Warn)));
            return;
        }

        attempt.Questions[..^1].ForEach(question => _tell(Answered(entry, question, question.Failure is null ? StepStatus.Ok : StepStatus.Warn)));
        var last = attempt.Questions[^1];
        var isPassedOver = !isDecisive && entry.GoesOnAfter(attempt.Failure!);
        var isKeyword = attempt.Repository is not (ProxyRepository or DirectRepository) && entry.Url != ProxyListEntry.Off;
        _tell(Answered(entry, last, isKeyword && !isDecisive ? StepStatus.Skip : isPassedOver ? StepStatus.Warn : StepStatus.Fail) with
        {
            Summary = fault.Reason,
            Details = [.. Facts(last, fault, attempt.Words), new StepDetail("then", Then(attempt, isDecisive))],
            Finding = isKeyword ? null : new Finding.SourceFailed(fault, isDecisive) { File = last.Id is "fetch" ? ".zip" : last.Id is "info" or "mod" or "zip" ? "." + last.Id : "" },
        });
    }

    private Step Answered(ProxyListEntry entry, Question question, StepStatus status) =>
        new(question.Id, status, question.Failure is { } failure ? FaultReader.Read(failure).Reason : question.Answer)
        {
            Source = entry.DisplayUrl.Length > 0 ? entry.DisplayUrl : entry.Url,
            Elapsed = question.Elapsed,
            Details = question.Url is { } url ? [new StepDetail("url", url.Redacted)] : question.Details,
        };

    private static IEnumerable<StepDetail> Facts(Question question, SourceFault fault, IReadOnlyList<string> words)
    {
        if (question.Url is { } url)
        {
            yield return new StepDetail("url", url.Redacted);
        }

        if (fault.StatusCode > 0)
        {
            yield return StepDetail.Of("statusCode", fault.StatusCode) with { IsInSummary = true };
        }

        if (fault.RetryAfter is { } wait)
        {
            yield return StepDetail.Of("retryAfter", (long)Math.Ceiling(wait.TotalSeconds)) with { Text = $"{Math.Ceiling(wait.TotalSeconds):0} s" };
        }

        if (words.Count > 0)
        {
            yield return StepDetail.Of("body", words);
        }
    }

    private string Then(Attempt attempt, bool isDecisive)
    {
        var entry = attempt.Entry;
        var isLast = ReferenceEquals(entry, _entries[^1]);
        var goesOn = entry.GoesOnAfter(attempt.Failure!);
        var rule = entry.FallBackOnAnyError ? "any failure before | lets" : "404 and 410 let";
        return (isLast, goesOn) switch
        {
            (true, _) => isDecisive ? "this is the last of GOPROXY: a download fails with this" : "this is the last of GOPROXY",
            (false, true) => $"{rule} the next of GOPROXY be asked",
            (false, false) => "a failure that is not 404 or 410 ends the search before a comma",
        };
    }

    private sealed record Attempt(
        ProxyListEntry Entry, IModuleRepository Repository, List<Question> Questions, SutlerException? Failure, SourceFault? Fault, IReadOnlyList<string> Words);
}
