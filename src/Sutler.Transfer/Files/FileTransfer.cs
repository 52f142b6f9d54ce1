using System.Buffers;
using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Files;

/// <summary>One file on its way, over all its attempts. For one attempt at a time.</summary>
/// <remarks>
/// The main request goes from the first missing byte onwards; extra requests take parts from the end. Whatever any of them brought
/// stays when an attempt fails, and the next asks for the rest under the same strong tag (RFC 9110, 13.1.5 and 14).
/// </remarks>
internal sealed class FileTransfer
{
    private const int LargestBlock = 64 << 10;

    // New bytes that forgive earlier failures: few enough for small files, enough that a server which sends a byte at a time comes to an end.
    private const long EnoughProgress = 64 << 10;
    private const int ShareOfProgress = 8;

    private readonly FileRequest _request;
    private readonly PartialFile _file;
    private readonly RetryScope _scope;
    private readonly FileTransferParts _parts;
    private readonly RangeClaims _claims;
    private long _mostHeld;
    private int _restarts;
    private bool _toldResumed;

    public FileTransfer(FileRequest request, PartialFile file, RetryScope scope, FileTransferParts parts)
    {
        (_request, _file, _scope, _parts) = (request, file, scope, parts);
        _claims = new RangeClaims(file);
        _mostHeld = file.Held;
    }

    private string SourceName => FileIdentity.SourceOf(_request.Url);

    /// <summary>Brings what is missing, or fails.</summary>
    public async Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        _toldResumed = false;
        var extras = new ExtraRanges(_parts, _claims, _file, _request.Url, FetchExtraAsync);
        try
        {
            while (!_file.IsWhole)
            {
                if (_claims.TakeFirst() is { } claim)
                {
                    await RunMainAsync(claim, extras, cancellationToken);
                }
                else
                {
                    await extras.WaitForOneAsync();
                }
            }
            return true;
        }
        finally
        {
            await extras.StopAsync();
            _file.Save();
            NoteProgress();
        }
    }

    private async Task RunMainAsync(RangeClaim claim, ExtraRanges extras, CancellationToken cancellationToken)
    {
        try
        {
            var identity = _file.Identity;
            var continues = identity is not null && _file.Held > 0;
            await using var response = await _parts.Http.GetAsync(RequestFor(FetchPriority.Bulk, continues ? claim.Asked : null, identity), cancellationToken);
            if (continues && IsPart(response, claim.Asked, identity!))
            {
                Continue(identity!);
                extras.Allow();
                await ReadAsync(response, claim, () => extras.Consider(cancellationToken), cancellationToken);
            }
            else if (response.StatusCode == 200)
            {
                await extras.StopAsync();
                _claims.Return(claim);
                await ReadWholeAsync(response, extras, cancellationToken);
            }
            else if (continues && response.StatusCode is (206 or 412 or 416))
            {
                // Not what was asked for: what such a server says of parts is not to be relied on.
                await extras.StopAsync();
                _file.Forget();
            }
            else
            {
                throw await _request.RefuseAsync(response, cancellationToken);
            }
        }
        finally
        {
            _claims.Return(claim);
        }
    }

    private async Task ReadWholeAsync(FetchResponse response, ExtraRanges extras, CancellationToken cancellationToken)
    {
        if (response.Length > _request.MaxLength)
        {
            throw new SutlerException(_request.TooLarge);
        }
        _file.StartOver(response.Length, FileIdentity.Of(_request.Url, response.Length, response.StrongETag));
        if (_file.Identity is not null && response.AcceptsRanges)
        {
            extras.Allow();
        }
        else
        {
            extras.Forbid();
        }
        var claim = response.Length == 0 ? null : _claims.TakeFirst(response.Length ?? long.MaxValue);
        try
        {
            if (claim is not null)
            {
                await ReadAsync(response, claim, () => extras.Consider(cancellationToken), cancellationToken);
            }
            if (_file.Identity is null)
            {
                _file.Complete();
            }
        }
        finally
        {
            if (claim is not null)
            {
                _claims.Return(claim);
            }
        }
    }

    /// <summary>One part from the end. False when the server did not answer with it, true whether or not all of it came.</summary>
    private async Task<bool> FetchExtraAsync(RangeClaim claim, HostPlace place, FileIdentity identity, CancellationToken cancellationToken)
    {
        await using var response = await _parts.Http.GetAsync(RequestFor(FetchPriority.Spare, claim.Asked, identity), place, cancellationToken);
        if (response is null)
        {
            return true;
        }
        if (!IsPart(response, claim.Asked, identity))
        {
            return false;
        }
        _file.Continue(identity.Source);
        await ReadAsync(response, claim, () => response.OthersWait, cancellationToken);
        return true;
    }

    private FetchRequest RequestFor(FetchPriority priority, ByteRange? range, FileIdentity? identity) => new(_request.Url, priority)
    {
        // Archives are compressed already, and parts are parts of what is stored: decision 15.
        AcceptGzip = false,
        Range = range is { } part ? (part.First, part.End - 1) : null,
        IfRange = range is null ? null : identity?.Tag,
    };

    private static bool IsPart(FetchResponse response, ByteRange asked, FileIdentity identity) =>
        response is { StatusCode: 206, IsEncoded: false, ContentRange: { From: { } first, To: { } last, Length: { } length } content }
        && string.Equals(content.Unit, "bytes", StringComparison.OrdinalIgnoreCase)
        && first == asked.First && last == asked.End - 1 && length == identity.Length
        && response.StrongETag == identity.Tag
        && (response.Length ?? asked.Count) == asked.Count;

    private void Continue(FileIdentity identity)
    {
        _file.Continue(SourceName);
        if (!_toldResumed)
        {
            _toldResumed = true;
            _parts.Retrier.Observer?.Resumed(new ResumeNotice(_request.Url, _file.Held, identity.Length));
        }
    }

    // Until the claim is satisfied, or whoever is asked after each block has had enough.
    private async Task ReadAsync(FetchResponse response, RangeClaim claim, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var watch = new StallWatch(_parts.Options.Stall, _parts.Rates, _parts.Time, this);
        if (CanRestart && watch.KnowsUsual)
        {
            response.LimitSilence(_parts.Options.Stall.LongestSilence);
        }
        using var guard = new SilenceGuard(watch, () => CanRestart, _parts.Time, cancellationToken);
        var end = claim.End;
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(end - claim.First, LargestBlock));
        try
        {
            while (!_claims.IsDone(claim))
            {
                var read = await ReadBlockAsync(response, buffer, guard, cancellationToken);
                if (read == 0)
                {
                    ThrowIfCut(end);
                    return;
                }
                Take(claim, buffer.AsSpan(0, read), watch);
                if (isEnough())
                {
                    return;
                }
            }

            // The end of the body frees the connection for others, if it is not far.
            if (claim.End == end && await ReadBlockAsync(response, buffer, guard, cancellationToken) > 0)
            {
                _file.Forget();
                throw Failure("more bytes than announced");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool CanRestart => _file.Identity is not null && _restarts < _parts.Options.Stall.MostRestarts;

    private void Take(RangeClaim claim, ReadOnlySpan<byte> block, StallWatch watch)
    {
        var position = claim.Position;
        var wanted = _claims.Advance(claim, block.Length);
        if (position + wanted > _request.MaxLength)
        {
            throw new SutlerException(_request.TooLarge);
        }
        watch.Pause(_file.Write(position, block[..wanted]));
        if (watch.Received(wanted, CanRestart) is { } reason)
        {
            Interlocked.Increment(ref _restarts);
            throw Failure(reason);
        }
    }

    private async ValueTask<int> ReadBlockAsync(FetchResponse response, byte[] buffer, SilenceGuard guard, CancellationToken cancellationToken)
    {
        guard.Reading(true);
        try
        {
            return await response.Body.ReadAsync(buffer, guard.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or SutlerException && !cancellationToken.IsCancellationRequested && guard.Reason is not null)
        {
            Interlocked.Increment(ref _restarts);
            throw Failure(guard.Reason);
        }
        catch (SutlerException failure)
        {
            throw While(failure);
        }
        finally
        {
            guard.Reading(false);
        }
    }

    // A body without announced length ends when it ends.
    private void ThrowIfCut(long end)
    {
        if (end != long.MaxValue)
        {
            throw Failure("unexpected EOF");
        }
    }

    private SutlerException Failure(string reason) => While(new TransferException(reason));

    private SutlerException While(SutlerException failure) => new($"read {UrlText.Quote(_request.Url.Redacted)}: {failure.Message}", failure);

    private void NoteProgress()
    {
        var held = _file.Held;
        var enough = Math.Max(1, Math.Min(EnoughProgress, (_file.Identity?.Length ?? long.MaxValue) / ShareOfProgress));
        if (held - _mostHeld >= enough)
        {
            _mostHeld = held;
            _scope.Progressed();
        }
    }
}
