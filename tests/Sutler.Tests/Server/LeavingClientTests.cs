using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sutler.Go.Serving;
using Sutler.Server.Answers;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>What counts as sent when a client hangs up.</summary>
public sealed class LeavingClientTests
{
    [Fact]
    public async Task Who_hangs_up_with_the_whole_file_has_it()
    {
        using var client = new LeavingClient(after: 10);
        Assert.Equal(10, await client.AnswerAsync(length: 10));
    }

    [Fact]
    public async Task Who_hangs_up_before_that_has_not()
    {
        using var client = new LeavingClient(after: 10);
        var broken = await Assert.ThrowsAsync<BrokenAnswerException>(() => client.AnswerAsync(length: 11));
        Assert.Equal((10, "the client left"), (broken.Sent, broken.Message));
    }

    // Without a length only the end of the file is the end.
    [Fact]
    public async Task Who_hangs_up_while_the_length_is_unknown_has_not()
    {
        using var client = new LeavingClient(after: 10);
        var broken = await Assert.ThrowsAsync<BrokenAnswerException>(() => client.AnswerAsync(length: null));
        Assert.Equal(10, broken.Sent);
    }

    /// <summary>Takes so many bytes and is gone.</summary>
    private sealed class LeavingClient(int after) : Stream
    {
        private readonly CancellationTokenSource _gone = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task<long> AnswerAsync(long? length)
        {
            var context = new DefaultHttpContext { RequestAborted = _gone.Token };
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(this));
            return await AnswerWriter.WriteAsync(context, new ServedAnswer.Found(new ArrivingContent(new byte[after], length) { Held = after, MediaType = MediaTypes.Zip }, AnswerLife.Immutable));
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _gone.CancelAsync();
            throw new OperationCanceledException(_gone.Token);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _gone.Dispose();
            base.Dispose(disposing);
        }
    }
}
