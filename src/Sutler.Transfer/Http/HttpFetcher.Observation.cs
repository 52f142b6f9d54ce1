using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <content>Tells the observer of each request.</content>
public sealed partial class HttpFetcher
{
    private async Task<HttpResponseMessage> ObservedAsync(HttpMessageInvoker invoker, HttpRequestMessage message, Url url, CancellationToken cancellationToken)
    {
        if (_options.Observer is not { } observer)
        {
            return await AnswerAsync(invoker, message, url, cancellationToken);
        }

        var started = _options.TimeProvider.GetTimestamp();
        try
        {
            var answer = await AnswerAsync(invoker, message, url, cancellationToken);
            observer.Answered(url, (int)answer.StatusCode, _options.TimeProvider.GetElapsedTime(started));
            return answer;
        }
        catch (TransferException failure)
        {
            observer.Failed(url, failure.Fault);
            throw;
        }
    }
}
